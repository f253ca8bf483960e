using System.Text;

namespace Kallsyms.Symbols;

/// <summary>
/// Which symbols of an image count, by kernel release: what scripts/mksysmap leaves out of System.map and what scripts/kallsyms.c
/// leaves out of the table (read in the releases named; 6.4 moved the name lists of the latter to the former).
/// </summary>
sealed class SymbolRules
{
    static readonly KernelVersion _always = new(0, 0);
    static readonly KernelVersion _listsMoved = new(6, 4);

    static readonly NameRule _piMarks = Rule(NameMatch.Prefix, "__pi_$", "6.5", null);

    // Left out of System.map at all times.
    static readonly NameRule[] _mapRules =
    [
        Rule(NameMatch.Contains, "__crc_", "0.0", "6.1"),
        Rule(NameMatch.Prefix, "$a", "2.6.11", "6.1"),
        Rule(NameMatch.Prefix, "$d", "2.6.11", "6.1"),
        Rule(NameMatch.Prefix, "$t", "2.6.11", "6.1"),
        Rule(NameMatch.SecondCharacterL, "", "3.19", "5.7"),
        Rule(NameMatch.Prefix, ".L", "5.7", null),
        Rule(NameMatch.Prefix, "L0", "6.0", "6.1"),
        Rule(NameMatch.Exact, "L0", "6.1", null),
        Rule(NameMatch.Prefix, "$", "6.1", null),
        Rule(NameMatch.Prefix, "__crc_", "6.1", null),
        Rule(NameMatch.Prefix, "__kstrtab_", "6.1", null),
        Rule(NameMatch.Prefix, "__kstrtabns_", "6.1", null),
        _piMarks,
        Rule(NameMatch.Prefix, "__pi_.L", "6.5", null),
        Rule(NameMatch.Prefix, "__kvm_nvhe___kcfi_typeid_", "6.5", null),
        Rule(NameMatch.Prefix, "__pi___kcfi_typeid_", "6.5", null),
        Rule(NameMatch.LldThunk, "", "6.8", null),
        Rule(NameMatch.Prefix, "__mod_device_table__", "6.19", null),
        Rule(NameMatch.PrefixThenDigits, "__UNIQUE_ID_modinfo", "6.19", "7.2"),
        Rule(NameMatch.PrefixThenDigits, "__UNIQUE_ID_modinfo_", "7.2", null),
    ];

    // Not read at all; up to 5.5 the other rules hold for members only, and not for what relative_base counts from.
    static readonly NameRule[] _readRules =
    [
        Rule(NameMatch.Exact, "$a", "2.6.10", "2.6.14"),
        Rule(NameMatch.Exact, "$d", "2.6.10", "2.6.14"),
        Rule(NameMatch.Exact, "$t", "2.6.10", "2.6.14"),
        Rule(NameMatch.Prefix, "$a.", "2.6.10", "2.6.14"),
        Rule(NameMatch.Prefix, "$d.", "2.6.10", "2.6.14"),
        Rule(NameMatch.Prefix, "$t.", "2.6.10", "2.6.14"),
        Rule(NameMatch.Prefix, "$", "2.6.14", "6.1"),
    ];

    // Left out of the table; from 6.4 on out of System.map too.
    static readonly NameRule[] _tableRules =
    [
        Rule(NameMatch.Exact, "kallsyms_addresses", "0.0", "6.10"),
        Rule(NameMatch.Exact, "kallsyms_offsets", "4.6", "6.10"),
        Rule(NameMatch.Exact, "kallsyms_relative_base", "4.6", "6.10"),
        Rule(NameMatch.Exact, "kallsyms_num_syms", "0.0", "6.10"),
        Rule(NameMatch.Exact, "kallsyms_names", "0.0", "6.10"),
        Rule(NameMatch.Exact, "kallsyms_markers", "2.6.10", "6.10"),
        Rule(NameMatch.Exact, "kallsyms_token_table", "2.6.10", "6.10"),
        Rule(NameMatch.Exact, "kallsyms_token_index", "2.6.10", "6.10"),
        Rule(NameMatch.Exact, "kallsyms_seqs_of_names", "6.2", "6.10"),
        Rule(NameMatch.Exact, "_SDA_BASE_", "0.0", null),
        Rule(NameMatch.Exact, "_SDA2_BASE_", "0.0", null),
        Rule(NameMatch.Contains, "_compiled.", "0.0", "4.0"),
        Rule(NameMatch.Contains, ".long_branch.", "5.9", null),
        Rule(NameMatch.Contains, ".plt_branch.", "5.9", null),
        Rule(NameMatch.Suffix, "_veneer", "4.0", null),
        Rule(NameMatch.Suffix, "_from_arm", "4.7", null),
        Rule(NameMatch.Suffix, "_from_thumb", "4.7", null),
        Rule(NameMatch.Prefix, "__crc_", "4.9", "6.1"),
        Rule(NameMatch.Prefix, "__efistub_", "4.11", null),
        Rule(NameMatch.Prefix, ".LASANPC", "5.3", "5.18"),
        Rule(NameMatch.Prefix, ".L", "5.18", "6.1"),
        Rule(NameMatch.Prefix, "__kvm_nvhe_", "5.10", "6.0"),
        Rule(NameMatch.Prefix, "__kvm_nvhe_$", "6.0", null),
        Rule(NameMatch.Prefix, "__kvm_nvhe_.L", "6.0", null),
        Rule(NameMatch.Prefix, "__AArch64ADRPThunk_", "5.11", "6.8"),
        Rule(NameMatch.Prefix, "__ARMV5PILongThunk_", "5.11", "6.8"),
        Rule(NameMatch.Prefix, "__ARMV7PILongThunk_", "5.11", "6.8"),
        Rule(NameMatch.Prefix, "__ThumbV7PILongThunk_", "5.11", "6.8"),
        Rule(NameMatch.Prefix, "__LA25Thunk_", "5.11", "6.8"),
        Rule(NameMatch.Prefix, "__microLA25Thunk_", "5.11", "6.8"),
        Rule(NameMatch.Prefix, "__kcfi_typeid_", "6.1", null),
    ];

    static readonly TextRange[] _textRanges =
    [
        new("_stext", "_etext", _always, KernelVersion.Newest),
        new("_sinittext", "_einittext", _always, KernelVersion.Newest),
        new("_sextratext", "_eextratext", new(2, 6, 12), new(2, 6, 25)),
        new("_stext_l1", "_etext_l1", new(2, 6, 31), new(4, 20), OpenEnd: true),
        new("_stext_l2", "_etext_l2", new(2, 6, 31), new(4, 20), OpenEnd: true),
    ];

    /// <summary>The rules of one release.</summary>
    /// <param name="version">The release.</param>
    /// <param name="keepsPiMarks">__pi_$ symbols count.</param>
    public SymbolRules(KernelVersion version, bool keepsPiMarks = false)
    {
        Version = version;
        NameRule[] table = [.. _tableRules.Where(rule => rule.In(version))];
        NameRule[] map = [.. _mapRules.Where(rule => rule.In(version) && !(keepsPiMarks && rule == _piMarks))];
        MapRules = new(version < _listsMoved ? map : [.. map, .. table]);
        ReadRules = new([.. _readRules.Where(rule => rule.In(version))]);
        TableRules = new(version < _listsMoved ? table : []);
        Ranges = [.. _textRanges.Where(range => range.Since <= version && version < range.Until)];
        MapLetters = version < new KernelVersion(2, 6, 26) ? "aUw"u8.ToArray() : "aNUw"u8.ToArray();
        TableLetters = "Uu"u8.ToArray()
            .Concat(version >= new KernelVersion(2, 6, 26) && version < _listsMoved ? "N"u8.ToArray() : [])
            .Concat(version >= new KernelVersion(4, 15) ? "n"u8.ToArray() : []).ToArray();
    }

    /// <summary>The rules that some release has, or had, about names.</summary>
    internal static IReadOnlyList<NameRule> OfAllReleases { get; } = [.. _mapRules, .. _readRules, .. _tableRules];

    /// <summary>The release.</summary>
    public KernelVersion Version { get; }

    internal NameFilter MapRules { get; }

    internal NameFilter ReadRules { get; }

    internal NameFilter TableRules { get; }

    /// <summary>The address ranges that <c>--symbols text</c> keeps.</summary>
    internal TextRange[] Ranges { get; }

    internal byte[] MapLetters { get; }

    internal byte[] TableLetters { get; }

    /// <summary>The table was made from the filtered list (6.1 on), not from all that nm prints.</summary>
    internal bool TableReadsMap => Version >= new KernelVersion(6, 1);

    /// <summary>Range labels count whatever their letter (up to 5.5).</summary>
    internal bool LabelsBeforeLetters => Version < new KernelVersion(5, 6);

    /// <summary>_text is such a label too (2.6.20 on, when addresses came to be counted from it).</summary>
    internal bool KnowsText => Version >= new KernelVersion(2, 6, 20);

    /// <summary>Section start and stop labels that linkers make are members whatever their address (6.10 on).</summary>
    internal bool KeepsSectionLabels => Version >= new KernelVersion(6, 10);

    /// <summary>What orders symbols of equal address.</summary>
    internal SortChain Order =>
        Version < new KernelVersion(2, 6, 25) ? SortChain.AsListed
        : Version < new KernelVersion(2, 6, 30) ? SortChain.WeakLast
        : SortChain.Full;

    static NameRule Rule(NameMatch match, string text, string since, string? until) => new(
        match, Encoding.ASCII.GetBytes(text), Parse(since), until is null ? KernelVersion.Newest : Parse(until));

    static KernelVersion Parse(string text) => KernelVersion.TryParse(text, out KernelVersion version)
        ? version
        : throw new ArgumentException(text);
}

/// <summary>
/// A range of addresses between two labels, both ends included, with the releases it holds in. What stands at its end without being
/// its end label is left out, but not where <paramref name="OpenEnd"/>.
/// </summary>
readonly record struct TextRange(string Start, string End, KernelVersion Since, KernelVersion Until, bool OpenEnd = false);

/// <summary>What orders symbols of equal address in a table.</summary>
enum SortChain
{
    /// <summary>Nothing: the order of nm (up to 2.6.24).</summary>
    AsListed,

    /// <summary>Weak ones last (2.6.25 to 2.6.29).</summary>
    WeakLast,

    /// <summary>Weak last, linker-made last, fewer leading underscores first (2.6.30 on).</summary>
    Full,
}
