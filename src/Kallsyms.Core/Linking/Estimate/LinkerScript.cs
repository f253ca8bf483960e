namespace Kallsyms.Linking.Estimate;

/// <summary>
/// What a linker script says about symbols: where input sections go and which labels it defines (GNU ld manual, "Linker Scripts").
/// Addresses and sizes are not computed.
/// </summary>
/// <param name="Statements">Output sections and assignments, in order.</param>
/// <param name="Kept">Symbols that must be in the image (ENTRY, EXTERN).</param>
/// <param name="Conditions">The texts of its assertions.</param>
sealed record LinkerScript(IReadOnlyList<ScriptStatement> Statements, IReadOnlyList<string> Kept, IReadOnlyList<string> Conditions)
{
    /// <summary>The name of the output section whose input is discarded.</summary>
    public const string Discard = "/DISCARD/";

    /// <summary>Every assignment to a symbol, inside and outside of sections.</summary>
    public IEnumerable<ScriptAssignment> Assignments => Statements.SelectMany(statement => statement switch
    {
        ScriptLabel label => [label.Assignment],
        ScriptSection section => section.Items.OfType<ScriptInnerLabel>().Select(label => label.Assignment),
        _ => (IEnumerable<ScriptAssignment>)[],
    }).Where(assignment => assignment.Name != ".");

    /// <summary>Returns the script preceded by assignments, as options make them.</summary>
    /// <param name="definitions">Assignments of the form NAME=EXPRESSION; anything else is skipped.</param>
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

/// <summary>A top-level statement: an output section or an assignment.</summary>
abstract record ScriptStatement;

/// <summary>An output section.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The text of its address expression, or empty.</param>
/// <param name="Items">Patterns and assignments, in order.</param>
sealed record ScriptSection(string Name, string Address, IReadOnlyList<ScriptItem> Items) : ScriptStatement
{
    /// <summary>Whether its load address is computed from its own address: AT(ADDR(NAME) - ...).</summary>
    public bool IsAtItself { get; init; }

    /// <summary>Whether it has an explicit address of 0.</summary>
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
    /// <summary>Whether matching sections are kept even if nothing refers to them (KEEP).</summary>
    public bool Keep { get; init; }
}

/// <summary>Bytes that the script itself puts into an output section (BYTE, LONG ...).</summary>
sealed record ScriptData : ScriptItem;

/// <summary>An assignment within an output section.</summary>
sealed record ScriptInnerLabel(ScriptAssignment Assignment) : ScriptItem;

/// <summary>An assignment to a symbol, or to the location counter.</summary>
/// <param name="Name">The symbol; "." for the location counter.</param>
/// <param name="Expression">The text on the right.</param>
/// <param name="OnlyIfWanted">Whether it applies only if something refers to the symbol and nothing defines it (PROVIDE).</param>
sealed record ScriptAssignment(string Name, string Expression, bool OnlyIfWanted);
