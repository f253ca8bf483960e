namespace Kallsyms.Tables;

/// <summary>How relative_base is chosen.</summary>
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
    /// Those of symbols with the letter A, which the tool looks for in the compressed name: if the letter has become part of a token,
    /// the address is relocated after all.
    /// </summary>
    LetterA,

    /// <summary>Those of per-cpu symbols.</summary>
    Percpu,
}

/// <summary>The alignment of sub-tables.</summary>
enum AlignmentRule
{
    /// <summary>
    /// .align 8 or 4 by word size, which assemblers read as a number of bytes (x86, s390) or as a power of two (the others).
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

/// <summary>The part of a name that the index by name ignores (kernels built with clang's LTO).</summary>
enum LtoSuffix
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Everything from the first dot on.</summary>
    Dot,

    /// <summary>Everything from ".llvm." on.</summary>
    Llvm,
}
