namespace Kallsyms.Linking.Estimate;

/// <summary>
/// What a linker script says about symbols: where input sections go and which labels it defines (GNU ld manual, "Linker Scripts").
/// Addresses and sizes are not computed.
/// </summary>
/// <param name="Statements">Output sections and assignments, in order.</param>
/// <param name="Kept">Symbols that it wants in the image (ENTRY, EXTERN).</param>
/// <param name="Conditions">Texts of its assertions.</param>
sealed record LinkerScript(IReadOnlyList<ScriptStatement> Statements, IReadOnlyList<string> Kept, IReadOnlyList<string> Conditions)
{
    /// <summary>The name of the output section that takes what is thrown away.</summary>
    public const string Discard = "/DISCARD/";

    /// <summary>Every assignment to a symbol, within sections and outside of them.</summary>
    public IEnumerable<ScriptAssignment> Assignments => Statements.SelectMany(statement => statement switch
    {
        ScriptLabel label => [label.Assignment],
        ScriptSection section => section.Items.OfType<ScriptInnerLabel>().Select(label => label.Assignment),
        _ => (IEnumerable<ScriptAssignment>)[],
    }).Where(assignment => assignment.Name != ".");

    /// <summary>The script with assignments before it, as options make them.</summary>
    /// <param name="definitions">Each as NAME=EXPRESSION; what is none is passed over.</param>
    public LinkerScript After(IEnumerable<string> definitions) => this with
    {
        Statements =
        [
            .. definitions.Select(definition => definition.Split('=', 2)).Where(words => words.Length == 2)
                .Select(words => new ScriptLabel(new(words[0].Trim(), words[1].Trim(), OnlyIfWanted: false))),
            .. Statements,
        ],
    };
}

/// <summary>A statement outside of or as an output section.</summary>
abstract record ScriptStatement;

/// <summary>An output section.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The text of its address expression, or empty.</param>
/// <param name="Items">Patterns and assignments, in order.</param>
sealed record ScriptSection(string Name, string Address, IReadOnlyList<ScriptItem> Items) : ScriptStatement
{
    /// <summary>It has an address of its own, which is 0.</summary>
    public bool IsAtZero => Address.Trim('(', ')', ' ') == "0";
}

/// <summary>An assignment outside of output sections.</summary>
sealed record ScriptLabel(ScriptAssignment Assignment) : ScriptStatement;

/// <summary>Something within an output section.</summary>
abstract record ScriptItem;

/// <summary>Input sections by pattern.</summary>
/// <param name="File">Pattern for the file; * for any.</param>
/// <param name="Sections">Patterns for the section's name.</param>
sealed record ScriptPattern(string File, IReadOnlyList<string> Sections) : ScriptItem
{
    /// <summary>What matches is in the image even if nothing refers to it (KEEP).</summary>
    public bool Keep { get; init; }
}

/// <summary>Bytes that the script itself puts into an output section (BYTE, LONG ...).</summary>
sealed record ScriptData : ScriptItem;

/// <summary>An assignment within an output section.</summary>
sealed record ScriptInnerLabel(ScriptAssignment Assignment) : ScriptItem;

/// <summary>An assignment to a symbol, or to the location counter.</summary>
/// <param name="Name">The symbol; "." for the location counter.</param>
/// <param name="Expression">The text on the right.</param>
/// <param name="OnlyIfWanted">PROVIDE: only when something refers to the symbol and nothing defines it.</param>
sealed record ScriptAssignment(string Name, string Expression, bool OnlyIfWanted);
