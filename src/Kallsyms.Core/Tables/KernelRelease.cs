using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>A kernel release: the form of its tables, and its rules about symbols. Described as a change to another release.</summary>
sealed class KernelRelease
{
    static readonly ReleaseTable _known = new(KernelReleases.Rows, KernelReleases.Stable, KernelReleases.LastOfSeries);

    readonly KernelRelease? _base;
    readonly ReleaseRow? _change;
    TableFormat? _format;
    SymbolRules? _rules;

    /// <param name="number">Its version number.</param>
    /// <param name="base">The release it is based on; null for the oldest.</param>
    /// <param name="change">What is new in it, or null for nothing.</param>
    public KernelRelease(string number, KernelRelease? @base, ReleaseRow? change) => (Number, _base, _change) = (number, @base, change);

    /// <summary>The newest release known.</summary>
    public static KernelRelease Newest => _known.Newest;

    /// <summary>Every release whose tables differ from those before, newest first: the candidates for a table of unknown origin.</summary>
    public static IReadOnlyList<KernelRelease> All => _known.All;

    /// <summary>The names of the eras, oldest first.</summary>
    public static IReadOnlyList<string> EraNames => _known.EraNames;

    /// <summary>The names of eras and of stable series.</summary>
    public static IReadOnlyList<string> Names => _known.Names;

    /// <summary>The name it was looked up by: linux-6.4.</summary>
    public string Name { get; init; } = "";

    /// <summary>The release whose rules apply: 6.14 for the era linux-6.4.</summary>
    public string Number { get; }

    /// <summary>The form of its tables.</summary>
    public TableFormat TableFormat => _format ??= Change(_base?.TableFormat, _change?.Format);

    /// <summary>Which symbols count, and in which order.</summary>
    public SymbolRules Rules => _rules ??= Change(_base?.Rules, _change?.Symbols);

    /// <inheritdoc cref="ReleaseTable.Parse"/>
    public static KernelRelease Parse(string name) => _known.Parse(name);

    /// <inheritdoc cref="ReleaseTable.FromUname"/>
    public static KernelRelease? FromUname(string text) => _known.FromUname(text);

    /// <inheritdoc cref="ReleaseTable.IsBeforeTokens"/>
    public static bool IsBeforeTokens(string text) => _known.IsBeforeTokens(text);

    /// <inheritdoc cref="ReleaseTable.FindNewest"/>
    public static KernelRelease FindNewest(Func<TableFormat, bool> has) => _known.FindNewest(has);

    /// <inheritdoc cref="ReleaseTable.FindWithin"/>
    public static KernelRelease? FindWithin(IEnumerable<(string Since, string? Until)> spans) => _known.FindWithin(spans);

    /// <inheritdoc cref="ReleaseTable.ListNameRules"/>
    public static IReadOnlyList<NameRule> ListNameRules() => _known.ListNameRules();

    /// <summary>Returns this release for a tree whose scripts/mksysmap does not omit __pi_$ symbols.</summary>
    public KernelRelease KeepingPiMarks() => new(Number, this, KernelReleases.KeepsPiMarks) { Name = Name };

    /// <inheritdoc/>
    public override string ToString() => Name;

    static T Change<T>(T? was, Func<T, T>? change)
        where T : class => change is null ? was! : change(was!);
}
