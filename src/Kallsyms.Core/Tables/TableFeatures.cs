namespace Kallsyms.Tables;

/// <summary>What relative_base is.</summary>
enum BaseRule
{
    /// <summary>The lowest address of all symbols that the tool read, entries or not.</summary>
    LowestRead,

    /// <summary>The first entry that is not per-cpu.</summary>
    FirstOutsidePercpu,

    /// <summary>The first entry.</summary>
    First,
}

/// <summary>Which addresses of an absolute table are plain numbers; the others are relocated with _text.</summary>
enum PlainAddresses
{
    /// <summary>All.</summary>
    All,

    /// <summary>
    /// Those of symbols with the letter A, which the tool looks for in the compressed name: where the letter has become part of a token,
    /// the address is relocated all the same.
    /// </summary>
    LetterA,

    /// <summary>Those of per-cpu symbols.</summary>
    Percpu,
}

/// <summary>What sub-tables are aligned to.</summary>
enum AlignmentRule
{
    /// <summary>
    /// .align 8 or 4 by word size, which assemblers take for a number of bytes (x86, s390) or for a power of two (the others).
    /// </summary>
    Directive,

    /// <summary>The word size.</summary>
    Word,

    /// <summary>Four bytes.</summary>
    Four,
}

/// <summary>How the kernel's tool chooses tokens.</summary>
enum TokenRule
{
    /// <summary>Strings of up to 11 bytes, chosen from a sample of the symbols.</summary>
    Sampled,

    /// <summary>Pairs, counted over all symbols.</summary>
    Pairs,
}

/// <summary>What the index by name ignores of a name (kernels built with clang's LTO).</summary>
enum LtoSuffix
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>From the first dot on.</summary>
    Dot,

    /// <summary>From ".llvm." on.</summary>
    Llvm,
}
