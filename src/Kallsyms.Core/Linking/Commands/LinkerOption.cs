namespace Kallsyms.Linking.Commands;

/// <summary>
/// A long option of linkers in all its spellings: with one dash or two, its value behind = or in the next argument, and cut short as GNU
/// ld allows it. Of those that begin with o, one dash would make the option -o (ld(1)).
/// </summary>
/// <param name="Name">Without dashes.</param>
/// <param name="Shortest">What it may be cut short to: no other option begins so.</param>
readonly record struct LinkerOption(string Name, string Shortest)
{
    /// <summary>The file to be made.</summary>
    public static readonly LinkerOption Output = new("output", "outp");

    /// <summary>The linker script.</summary>
    public static readonly LinkerOption Script = new("script", "sc");

    /// <summary>Relocations are copied to the image.</summary>
    public static readonly LinkerOption EmitRelocations = new("emit-relocs", "emit-r");

    /// <summary>The output is an object again.</summary>
    public static readonly LinkerOption Relocatable = new("relocatable", "relo");

    /// <summary>Sections that nothing refers to are dropped.</summary>
    public static readonly LinkerOption CollectGarbage = new("gc-sections", "gc-s");

    /// <summary>They are kept.</summary>
    public static readonly LinkerOption KeepGarbage = new("no-gc-sections", "no-gc");

    /// <summary>Where the image starts.</summary>
    public static readonly LinkerOption Entry = new("entry", "ent");

    /// <summary>A symbol that the image must have.</summary>
    public static readonly LinkerOption Undefined = new("undefined", "und");

    /// <summary>The same, and it is an error if nothing defines it.</summary>
    public static readonly LinkerOption RequireDefined = new("require-defined", "require");

    /// <summary>A symbol and its value.</summary>
    public static readonly LinkerOption Define = new("defsym", "def");

    /// <summary>Archives are linked whole from here on.</summary>
    public static readonly LinkerOption WholeArchive = new("whole-archive", "wh");

    /// <summary>Only members of archives that are wanted.</summary>
    public static readonly LinkerOption WantedMembers = new("no-whole-archive", "no-wh");

    /// <summary>The image is a shared object.</summary>
    public static readonly LinkerOption Shared = new("shared", "sh");

    /// <summary>The image is a program that can be loaded anywhere.</summary>
    public static readonly LinkerOption PositionIndependent = new("pie", "pie");

    /// <summary>Labels of compilers are left out of the symbols.</summary>
    public static readonly LinkerOption DiscardLocals = new("discard-locals", "discard-l");

    /// <summary>Labels of compilers stay.</summary>
    public static readonly LinkerOption DiscardNone = new("discard-none", "discard-n");

    /// <summary>Whether an argument is this option.</summary>
    /// <param name="argument">One argument.</param>
    /// <param name="value">What stands behind =; null: nothing, so that a value would be the next argument.</param>
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
