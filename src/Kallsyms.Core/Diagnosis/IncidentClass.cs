namespace Kallsyms.Diagnosis;

/// <summary>Why two passes differ: the classes of docs/incidents.md, each with its letter as its value.</summary>
enum IncidentClass
{
    /// <summary>Nothing differs.</summary>
    Same = 0,

    /// <summary>Something differs, but the evidence does not tell why.</summary>
    Unknown = 1,

    /// <summary>Stubs, veneers or thunks that the linker made.</summary>
    Stubs = 'A',

    /// <summary>Padding between sections.</summary>
    Padding = 'B',

    /// <summary>The order of symbols that share an address.</summary>
    Order = 'C',

    /// <summary>The table's own labels, present in one pass only.</summary>
    OwnLabels = 'D',

    /// <summary>Symbols at the edge of the address ranges that a table covers.</summary>
    Boundary = 'E',

    /// <summary>Weak, undefined, provided or linker-made symbols, and helpers of the compiler.</summary>
    Definition = 'F',

    /// <summary>The choice of tokens.</summary>
    Tokens = 'G',

    /// <summary>A generated section that differs.</summary>
    GeneratedSection = 'H',

    /// <summary>Stale or parallel build artifacts, changing inputs, link-time optimisation.</summary>
    Artifacts = 'I',

    /// <summary>Addresses or names that a table cannot hold.</summary>
    Range = 'J',

    /// <summary>Linker relaxation, and assembler labels.</summary>
    Relaxation = 'K',

    /// <summary>The final link differs from the link that was measured.</summary>
    OtherLink = 'L',
}

/// <summary>How certain a verdict is.</summary>
enum Confidence
{
    /// <summary>Only one sign of several, or nothing better.</summary>
    Possible,

    /// <summary>The signature fits, but a fact that would rule out other causes is not in the evidence.</summary>
    Likely,

    /// <summary>The evidence contains every fact of the signature.</summary>
    Proven,
}

/// <summary>The effect of one more pass.</summary>
enum MorePasses
{
    /// <summary>It is unknown.</summary>
    Unknown,

    /// <summary>None is needed.</summary>
    NotNeeded,

    /// <summary>It would settle, or has done so before.</summary>
    Help,

    /// <summary>It would fail in the same way.</summary>
    DoNotHelp,

    /// <summary>The passes repeat themselves.</summary>
    Oscillate,
}

/// <summary>The names used on the command line and in JSON.</summary>
static class IncidentNames
{
    /// <summary>The letter, <c>same</c> or <c>unknown</c>.</summary>
    public static string Text(this IncidentClass kind) => kind switch
    {
        IncidentClass.Same => "same",
        IncidentClass.Unknown => "unknown",
        _ => ((char)kind).ToString(),
    };

    /// <summary>A short description of the class, defined only here.</summary>
    public static string Title(this IncidentClass kind) => kind switch
    {
        IncidentClass.Same => "no difference",
        IncidentClass.Unknown => "the evidence does not tell the cause",
        IncidentClass.Stubs => "stubs of the linker",
        IncidentClass.Padding => "padding",
        IncidentClass.Order => "order of equal addresses",
        IncidentClass.OwnLabels => "the table's own labels",
        IncidentClass.Boundary => "members at the edge of a range",
        IncidentClass.Definition => "weak, provided and helper symbols",
        IncidentClass.Tokens => "choice of tokens",
        IncidentClass.GeneratedSection => "another generated section",
        IncidentClass.Artifacts => "stale, parallel or changing files",
        IncidentClass.Range => "addresses or names that do not fit",
        IncidentClass.Relaxation => "relaxation and assembler labels",
        _ => "another link than the one measured",
    };

    /// <summary>proven, likely or possible.</summary>
    public static string Text(this Confidence confidence) => confidence switch
    {
        Confidence.Proven => "proven",
        Confidence.Likely => "likely",
        _ => "possible",
    };

    /// <summary>unknown, not-needed, help, do-not-help or oscillate.</summary>
    public static string Text(this MorePasses passes) => passes switch
    {
        MorePasses.NotNeeded => "not-needed",
        MorePasses.Help => "help",
        MorePasses.DoNotHelp => "do-not-help",
        MorePasses.Oscillate => "oscillate",
        _ => "unknown",
    };
}
