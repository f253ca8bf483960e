namespace Kallsyms.Linking.Commands;

/// <summary>
/// A long linker option in all its spellings: with one dash or two, its value after = or in the next argument, and abbreviated as GNU
/// ld allows. Options that begin with o need two dashes, since one would make them -o (ld(1)).
/// </summary>
/// <param name="Name">The name without dashes.</param>
/// <param name="Shortest">The shortest unambiguous abbreviation.</param>
readonly record struct LinkerOption(string Name, string Shortest)
{
    /// <summary>The output file.</summary>
    public static readonly LinkerOption Output = new("output", "outp");

    /// <summary>The linker script.</summary>
    public static readonly LinkerOption Script = new("script", "sc");

    /// <summary>Copies relocations to the image.</summary>
    public static readonly LinkerOption EmitRelocations = new("emit-relocs", "emit-r");

    /// <summary>Makes the output an object again.</summary>
    public static readonly LinkerOption Relocatable = new("relocatable", "relo");

    /// <summary>Drops sections that nothing refers to.</summary>
    public static readonly LinkerOption CollectGarbage = new("gc-sections", "gc-s");

    /// <summary>Keeps them.</summary>
    public static readonly LinkerOption KeepGarbage = new("no-gc-sections", "no-gc");

    /// <summary>The entry point.</summary>
    public static readonly LinkerOption Entry = new("entry", "ent");

    /// <summary>A symbol that the image must have.</summary>
    public static readonly LinkerOption Undefined = new("undefined", "und");

    /// <summary>A symbol that the image must have; an error if nothing defines it.</summary>
    public static readonly LinkerOption RequireDefined = new("require-defined", "require");

    /// <summary>A symbol and its value.</summary>
    public static readonly LinkerOption Define = new("defsym", "def");

    /// <summary>Links following archives whole.</summary>
    public static readonly LinkerOption WholeArchive = new("whole-archive", "wh");

    /// <summary>Links only wanted members of following archives.</summary>
    public static readonly LinkerOption WantedMembers = new("no-whole-archive", "no-wh");

    /// <summary>Makes the image a shared object.</summary>
    public static readonly LinkerOption Shared = new("shared", "sh");

    /// <summary>Makes the image a program that can be loaded at any address.</summary>
    public static readonly LinkerOption PositionIndependent = new("pie", "pie");

    /// <summary>Leaves compilers' labels out of the symbols.</summary>
    public static readonly LinkerOption DiscardLocals = new("discard-locals", "discard-l");

    /// <summary>Keeps compilers' labels.</summary>
    public static readonly LinkerOption DiscardNone = new("discard-none", "discard-n");

    /// <summary>Whether an argument is this option.</summary>
    /// <param name="argument">One argument.</param>
    /// <param name="value">The text after =, or null if there is none, so that a value would be the next argument.</param>
    public bool Matches(string argument, out string? value)
    {
        value = null;
        int dashes = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument.StartsWith('-') && Name[0] != 'o' ? 1 : 0;
        if (dashes == 0)
            return false;
        int end = argument.IndexOf('=', StringComparison.Ordinal);
        ReadOnlySpan<char> word = argument.AsSpan(dashes, (end < 0 ? argument.Length : end) - dashes);
        if (word.Length < Shortest.Length || !Name.AsSpan().StartsWith(word, StringComparison.Ordinal))
            return false;
        value = end < 0 ? null : argument[(end + 1)..];
        return true;
    }

    /// <summary>Whether an argument is this option, which takes no value.</summary>
    public bool Is(string argument) => Matches(argument, out string? value) && value is null;
}
