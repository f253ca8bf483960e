namespace Kallsyms.Linking.Estimate;

/// <summary>
/// What a linker script says about symbols: where input sections go and which labels it defines (GNU ld manual, "Linker Scripts").
/// Addresses and sizes are not computed.
/// </summary>
/// <param name="Statements">Output sections and assignments, in order.</param>
sealed record LinkerScript(IReadOnlyList<ScriptStatement> Statements)
{
    /// <summary>The name of the output section that takes what is thrown away.</summary>
    public const string Discard = "/DISCARD/";
}

/// <summary>A statement outside of or as an output section.</summary>
abstract record ScriptStatement;

/// <summary>An output section.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The text of its address expression, or empty.</param>
/// <param name="Items">Patterns and assignments, in order.</param>
sealed record ScriptSection(string Name, string Address, IReadOnlyList<ScriptItem> Items) : ScriptStatement;

/// <summary>An assignment outside of output sections.</summary>
sealed record ScriptLabel(ScriptAssignment Assignment) : ScriptStatement;

/// <summary>Something within an output section.</summary>
abstract record ScriptItem;

/// <summary>Input sections by pattern.</summary>
/// <param name="File">Pattern for the file; * for any.</param>
/// <param name="Sections">Patterns for the section's name.</param>
sealed record ScriptPattern(string File, IReadOnlyList<string> Sections) : ScriptItem;

/// <summary>An assignment within an output section.</summary>
sealed record ScriptInnerLabel(ScriptAssignment Assignment) : ScriptItem;

/// <summary>An assignment to a symbol, or to the location counter.</summary>
/// <param name="Name">The symbol; "." for the location counter.</param>
/// <param name="Expression">The text on the right.</param>
/// <param name="OnlyIfWanted">PROVIDE: only when something refers to the symbol and nothing defines it.</param>
sealed record ScriptAssignment(string Name, string Expression, bool OnlyIfWanted);
