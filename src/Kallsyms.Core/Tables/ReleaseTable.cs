using System.Globalization;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>Looks up releases by name and number. Nothing else compares version numbers.</summary>
sealed class ReleaseTable
{
    const string NamePrefix = "linux-";

    readonly (Version Since, KernelRelease Release, ReleaseRow Row)[] _rows; // newest first
    readonly Version[] _lastOfSeries;
    readonly IReadOnlyList<StableRow> _stable;

    /// <param name="rows">The changes, newest first.</param>
    /// <param name="stable">Stable series that are like later releases.</param>
    /// <param name="lastOfSeries">The last release of each series that has ended.</param>
    public ReleaseTable(IReadOnlyList<ReleaseRow> rows, IReadOnlyList<StableRow> stable, IReadOnlyList<string> lastOfSeries)
    {
        _rows = new (Version, KernelRelease, ReleaseRow)[rows.Count];
        KernelRelease? before = null;
        for (int i = rows.Count - 1; i >= 0; i--)
        {
            before = new(rows[i].Since, before, rows[i]) { Name = NamePrefix + rows[i].Since };
            _rows[i] = (Version.Parse(rows[i].Since), before, rows[i]);
        }
        _stable = stable;
        _lastOfSeries = [.. lastOfSeries.Select(Version.Parse), _rows[0].Since];
        All = [.. _rows.Where(row => !row.Row.IsOfToolOnly).Select(row => row.Release)];
        EraNames = [.. _rows.Where(row => row.Row.StartsEra).Select(row => row.Release.Name).Reverse()];
        Names = [.. EraNames, .. stable.Select(StableName)];
    }

    /// <summary>The newest release known.</summary>
    public KernelRelease Newest => _rows[0].Release;

    /// <summary>Every release whose tables differ from those before, newest first.</summary>
    public IReadOnlyList<KernelRelease> All { get; }

    /// <summary>The names of the eras, oldest first.</summary>
    public IReadOnlyList<string> EraNames { get; }

    /// <summary>The names of eras and of stable series.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// Finds a release by name. An era stands for its last release (linux-6.4 for 6.4 to 6.14), since stable kernels carry later rules
    /// under earlier versions; a stable series (linux-6.1.y) and any other release (linux-6.6, linux-6.4.0) stand for themselves.
    /// </summary>
    /// <exception cref="KallsymsException">There is no such release, or it is not supported.</exception>
    public KernelRelease Parse(string name)
    {
        string text = name.StartsWith(NamePrefix, StringComparison.Ordinal) ? name[NamePrefix.Length..] : name;
        if (_stable.FirstOrDefault(row => StableName(row) == NamePrefix + text) is { } stable)
            return Find(stable);
        if (!Version.TryParse(text, out Version version) || !IsKnown(version))
        {
            throw new KallsymsException(
                ErrorKind.Usage,
                $"unknown layout '{name}'; expected one of {string.Join(", ", Names)}, "
                + $"or {NamePrefix} and any release from {_rows[^1].Release.Number} to {Newest.Number}");
        }
        int row = Find(version);
        return IsEra(row, version) && text == $"{version}" ? Make(LastOfEra(row), $"{version}") : Make(version);
    }

    /// <summary>
    /// Returns the release that a kernel or its tree claims to be (6.12.117-amd64), or the newest one known if it is later. Null if the
    /// text does not start with a number, or is older than all known releases.
    /// </summary>
    public KernelRelease? FromUname(string text)
    {
        string number = Number(text);
        if (!Version.TryParse(number, out Version version) || version.CompareTo(_rows[^1].Since) < 0)
            return null;
        if (number != $"{version}" && number != $"{version}.0" && _stable.FirstOrDefault(row => row.Series == $"{version}") is { } stable)
            return Find(stable);
        return IsKnown(version) ? Make(version) : _rows[Find(version)].Release;
    }

    /// <summary>
    /// A kernel that says it is this release has a table of the kind before tokens (2.5.54 to 2.6.9), whose names were cut against the
    /// name before.
    /// </summary>
    public bool IsBeforeTokens(string text) => Version.TryParse(Number(text), out Version version)
        && version.CompareTo(new(2, 5)) >= 0 && version.CompareTo(_rows[^1].Since) < 0;

    /// <summary>The newest release whose kernels or tool have a feature that some has.</summary>
    public KernelRelease FindNewest(Func<TableFormat, bool> has) => _rows.First(row => has(row.Release.TableFormat)).Release;

    /// <summary>Returns the newest release contained in all of these spans; null if there is none.</summary>
    /// <param name="spans">Each span starts at a release and ends before another; null means it extends to the newest.</param>
    public KernelRelease? FindWithin(IEnumerable<(string Since, string? Until)> spans) => _rows
        .Where(row => !row.Row.IsOfToolOnly && spans.All(span => IsIn(row.Since, span)))
        .Select(row => row.Release)
        .FirstOrDefault();

    /// <summary>Returns the name rules of all releases: those of System.map, then those of the tool, oldest first.</summary>
    public IReadOnlyList<NameRule> ListNameRules()
    {
        var (map, read, table) = (new List<NameRule>(), new List<NameRule>(), new List<NameRule>());
        foreach ((_, KernelRelease release, _) in _rows.Reverse())
        {
            map.AddRange(release.Rules.Map.Rules.Except(map).Except(table));
            read.AddRange(release.Rules.Read.Rules.Except(read));
            table.AddRange(release.Rules.Table.Rules.Except(table));
        }
        return [.. map, .. read, .. table];
    }

    static bool IsIn(Version version, (string Since, string? Until) span) =>
        version.CompareTo(Version.Parse(span.Since)) >= 0 && (span.Until is null || version.CompareTo(Version.Parse(span.Until)) < 0);

    KernelRelease Find(StableRow row) =>
        new($"{row.Series}.y", _rows[Find(Version.Parse(row.Like))].Release, row.Change) { Name = StableName(row) };

    // If the release's own name is that of an era, it gets the form of a full version: linux-6.4.0.
    KernelRelease Make(Version version, string? name = null) => new($"{version}", _rows[Find(version)].Release, change: null)
    {
        Name = NamePrefix + (name ?? (IsEra(Find(version), version) ? $"{version}.0" : $"{version}")),
    };

    bool IsEra(int row, Version version) => _rows[row].Row.StartsEra && _rows[row].Since == version;

    // The row that applies to a release.
    int Find(Version version) => Array.FindIndex(_rows, row => row.Since.CompareTo(version) <= 0);

    bool IsKnown(Version version) => version.CompareTo(_rows[^1].Since) >= 0
        && _lastOfSeries.Any(last => version.Major == last.Major && version.CompareTo(last) <= 0);

    Version LastOfEra(int row)
    {
        int next = Array.FindLastIndex(_rows[..row], other => other.Row.StartsEra);
        return next < 0 ? _rows[0].Since
            : _rows[next].Since is { Minor: > 0 } since ? new(since.Major, since.Minor - 1)
            : _lastOfSeries.First(last => last.Major == _rows[next].Since.Major - 1);
    }

    static string Number(string text) =>
        new string(text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').ToArray()).TrimEnd('.');

    static string StableName(StableRow row) => $"{NamePrefix}{row.Series}.y";

    // A version number that can be compared: 2.6.30, 4.20, 7.0. Stable patch levels after 3.0 are ignored.
    readonly record struct Version(int Major, int Minor, int Patch = 0) : IComparable<Version>
    {
        public static Version Parse(string text) => TryParse(text, out Version version) ? version : throw new FormatException(text);

        // Parses "2.6.30", "6.12" or "6.12.117"; false for other text.
        public static bool TryParse(string text, out Version version)
        {
            version = default;
            string[] parts = text.Split('.');
            if (parts.Length is < 2 or > 4)
                return false;
            Span<int> numbers = stackalloc int[3];
            for (int i = 0; i < Math.Min(parts.Length, 3); i++)
            {
                if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                    return false;
            }
            version = new(numbers[0], numbers[1], numbers[0] < 3 ? numbers[2] : 0);
            return true;
        }

        public int CompareTo(Version other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

        public override string ToString() => Major < 3 ? $"{Major}.{Minor}.{Patch}" : $"{Major}.{Minor}";
    }
}
