using Kallsyms.Symbols;
using static Kallsyms.Symbols.NameRule;
using static Kallsyms.Tables.AddressEncoding;
using static Kallsyms.Tables.SubTable;

namespace Kallsyms.Tables;

/// <summary>
/// Which kernel release changed what about tables and the symbols in them; no other code knows. A row states the difference from the
/// row below it, and its source. A release without a row is like the one before it.
/// </summary>
static class KernelReleases
{
    const string Tool = "scripts/kallsyms.c";
    const string Filter = "scripts/mksysmap";

    static readonly NameRule _piMarks = Prefix("__pi_$");

    static readonly NameRule[] _firstLabels =
    [
        Exact("kallsyms_addresses"), Exact("kallsyms_num_syms"), Exact("kallsyms_names"), Exact("kallsyms_markers"),
        Exact("kallsyms_token_table"), Exact("kallsyms_token_index"),
    ];

    static readonly NameRule[] _ownLabels = [.. _firstLabels, Exact("kallsyms_offsets"), Exact("kallsyms_relative_base")];

    // ld.lld's veneers, by machine.
    static readonly NameRule[] _thunks =
    [
        Prefix("__AArch64ADRPThunk_"), Prefix("__ARMV5PILongThunk_"), Prefix("__ARMV7PILongThunk_"), Prefix("__ThumbV7PILongThunk_"),
        Prefix("__LA25Thunk_"), Prefix("__microLA25Thunk_"),
    ];

    // Blackfin's on-chip memory.
    static readonly TextRange[] _blackfinRanges =
        [new("_stext_l1", "_etext_l1", OpenEnd: true), new("_stext_l2", "_etext_l2", OpenEnd: true)];

    /// <summary>The rows, newest first.</summary>
    public static IReadOnlyList<ReleaseRow> Rows { get; } =
    [
        new("7.3", Tool)
        {
            StartsEra = true,
            Format = was => was with { SizedLabels = SubTableSet.Collect(Names, Markers, TokenTable, Offsets) },
        },
        new("7.2", Filter)
        {
            Symbols = was => was with
            {
                Map = was.Map.Remove(PrefixThenDigits("__UNIQUE_ID_modinfo")).Add(PrefixThenDigits("__UNIQUE_ID_modinfo_")),
            },
        },
        new("7.0", Tool)
        {
            StartsEra = true,
            Format = was => was with
            {
                Encodings = EncodingSet.Collect(PlaceRelative, Direct), AlignmentRule = AlignmentRule.Four, WordHeader = null,
            },
        },
        new("6.19", Filter)
        {
            Symbols = was => was with { Map = was.Map.Add(Prefix("__mod_device_table__"), PrefixThenDigits("__UNIQUE_ID_modinfo")) },
        },
        new("6.15", Tool + ", init/Kconfig")
        {
            StartsEra = true,
            Format = was => was with { Encodings = EncodingSet.Collect(BaseRelative), TakesPercpuForAbsolute = false,
                Base = BaseRule.First },
        },
        new("6.11", Tool + ", scripts/link-vmlinux.sh")
        {
            IsOfToolOnly = true,
            Format = was => was with { Encodings = EncodingSet.Collect(BaseRelative, PercpuAbsolute), LtoSuffix = LtoSuffix.None },
        },
        new("6.10", Tool + ", " + Filter)
        {
            Symbols = was => was with
            {
                KeepsSectionLabels = true, Map = was.Map.Remove(_ownLabels).Remove(Exact("kallsyms_seqs_of_names")),
            },
        },
        new("6.8", Filter)
        {
            Symbols = was => was with { Map = was.Map.Remove(_thunks).Add(LldThunk) },
        },
        new("6.5", Tool + ", " + Filter)
        {
            Format = was => was with { LtoSuffix = LtoSuffix.Llvm },
            Symbols = was => was with
            {
                Map = was.Map.Add(
                    _piMarks, Prefix("__pi_.L"), Prefix("__kvm_nvhe___kcfi_typeid_"), Prefix("__pi___kcfi_typeid_")),
            },
        },
        new("6.4", Tool + ", " + Filter)
        {
            StartsEra = true,
            Format = was => was with { AddressesFirst = false },
            Symbols = was => was with
            {
                Map = was.Map.Add(was.Table.Rules), Table = NameFilter.None, TableLetters = [.. "Uun"u8],
            },
        },
        new("6.2", Tool)
        {
            StartsEra = true,
            Format = was => was with { HasNameIndex = true, LtoSuffix = LtoSuffix.Dot },
            Symbols = was => was with { Table = was.Table.Add(Exact("kallsyms_seqs_of_names")) },
        },
        new("6.1", Tool + ", " + Filter + ", scripts/link-vmlinux.sh, include/linux/kallsyms.h")
        {
            StartsEra = true,
            Format = was => was with { TwoByteLengths = true, MaxNameLength = 511 },
            Symbols = was => was with
            {
                TableReadsMap = true,
                Map = was.Map
                    .Remove(Contains("__crc_"), Prefix("$a"), Prefix("$d"), Prefix("$t"), Prefix("L0"))
                    .Add(Exact("L0"), Prefix("$"), Prefix("__crc_"), Prefix("__kstrtab_"), Prefix("__kstrtabns_")),
                Read = NameFilter.None,
                Table = was.Table.Remove(Prefix("__crc_"), Prefix(".L")).Add(Prefix("__kcfi_typeid_")),
            },
        },
        new("6.0", Tool + ", " + Filter)
        {
            Symbols = was => was with
            {
                Map = was.Map.Add(Prefix("L0")),
                Table = was.Table.Remove(Prefix("__kvm_nvhe_")).Add(Prefix("__kvm_nvhe_$"), Prefix("__kvm_nvhe_.L")),
            },
        },
        new("5.18", Tool)
        {
            Symbols = was => was with { Table = was.Table.Remove(Prefix(".LASANPC")).Add(Prefix(".L")) },
        },
        new("5.11", Tool)
        {
            Symbols = was => was with { Table = was.Table.Add(_thunks) },
        },
        new("5.10", Tool)
        {
            Symbols = was => was with { Table = was.Table.Add(Prefix("__kvm_nvhe_")) },
        },
        new("5.9", Tool)
        {
            Symbols = was => was with { Table = was.Table.Add(Contains(".long_branch."), Contains(".plt_branch.")) },
        },
        new("5.7", Filter)
        {
            Symbols = was => was with { Map = was.Map.Remove(SecondCharacterL).Add(Prefix(".L")) },
        },
        new("5.6", Tool)
        {
            Format = was => was with { Base = BaseRule.FirstOutsidePercpu },
            Symbols = was => was with { LabelsBeforeLetters = false },
        },
        new("5.3", Tool)
        {
            Symbols = was => was with { Table = was.Table.Add(Prefix(".LASANPC")) },
        },
        new("5.2", Tool)
        {
            IsOfToolOnly = true,
            Format = was => was with { WordHeader = "asm/bitsperlong.h" },
        },
        new("5.0", Tool)
        {
            StartsEra = true,
            Format = was => was with { AlignmentRule = AlignmentRule.Word },
        },
        new("4.20", Tool)
        {
            StartsEra = true,
            Format = was => was with { WideCounters = false },
            Symbols = was => was with { Ranges = was.Ranges[..^_blackfinRanges.Length] },
        },
        new("4.15", Tool)
        {
            Symbols = was => was with { TableLetters = [.. "UuNn"u8] },
        },
        new("4.11", Tool)
        {
            Symbols = was => was with { Table = was.Table.Add(Prefix("__efistub_")) },
        },
        new("4.9", Tool)
        {
            Symbols = was => was with { Table = was.Table.Add(Prefix("__crc_")) },
        },
        new("4.7", Tool)
        {
            Symbols = was => was with { Table = was.Table.Add(Suffix("_from_arm"), Suffix("_from_thumb")) },
        },
        new("4.6", Tool + ", init/Kconfig")
        {
            StartsEra = true,
            Format = was => was with
            {
                Encodings = EncodingSet.Collect(Absolute, BaseRelative, PercpuAbsolute), Plain = PlainAddresses.Percpu,
            },
            Symbols = was => was with { Table = was.Table.Add(Exact("kallsyms_offsets"), Exact("kallsyms_relative_base")) },
        },
        new("4.0", Tool)
        {
            Symbols = was => was with { Table = was.Table.Remove(Contains("_compiled.")).Add(Suffix("_veneer")) },
        },
        new("3.19", Filter)
        {
            Symbols = was => was with { Map = was.Map.Add(SecondCharacterL) },
        },
        new("3.15", Tool + ", scripts/link-vmlinux.sh")
        {
            Format = was => was with { TakesPercpuForAbsolute = true },
        },
        new("2.6.31", Tool)
        {
            Symbols = was => was with { Ranges = [.. was.Ranges, .. _blackfinRanges] },
        },
        new("2.6.30", Tool)
        {
            Symbols = was => was with { Order = SortChain.Full },
        },
        new("2.6.26", Tool + ", " + Filter)
        {
            Symbols = was => was with { MapLetters = [.. "aNUw"u8], TableLetters = [.. "UuN"u8] },
        },
        new("2.6.25", Tool)
        {
            Symbols = was => was with { Order = SortChain.WeakLast, Ranges = was.Ranges[..^1] },
        },
        new("2.6.20", Tool)
        {
            Format = was => was with { Section = ".rodata", Plain = PlainAddresses.LetterA },
            Symbols = was => was with { KnowsText = true },
        },
        new("2.6.14", Tool)
        {
            Format = was => was with { Tokens = TokenRule.Pairs },
            Symbols = was => was with { Read = NameFilter.None.Add(Prefix("$")) },
        },
        new("2.6.12", Tool)
        {
            Symbols = was => was with { Ranges = [.. was.Ranges, new("_sextratext", "_eextratext")] },
        },
        new("2.6.11", Tool + ", " + Filter)
        {
            Symbols = was => was with { DropsStrangersAtEnds = true, Map = was.Map.Add(Prefix("$a"), Prefix("$d"), Prefix("$t")) },
        },
        new("2.6.10", Tool + ", " + Filter)
        {
            StartsEra = true,
            Format = _ => new()
            {
                AddressesFirst = true, WideCounters = true, Encodings = EncodingSet.Collect(Absolute), Section = ".data",
                MaxNameLength = 127, WordHeader = "asm/types.h",
            },
            Symbols = _ => new()
            {
                Map = NameFilter.None.Add(Contains("__crc_")),
                Read = NameFilter.None.Add(Exact("$a"), Exact("$d"), Exact("$t"), Prefix("$a."), Prefix("$d."), Prefix("$t.")),
                Table = NameFilter.None.Add(_firstLabels).Add(Exact("_SDA_BASE_"), Exact("_SDA2_BASE_"), Contains("_compiled.")),
                Ranges = [new("_stext", "_etext"), new("_sinittext", "_einittext")],
                MapLetters = [.. "aUw"u8],
                TableLetters = [.. "Uu"u8],
                LabelsBeforeLetters = true,
            },
        },
    ];

    /// <summary>Stable series that carry changes of later releases.</summary>
    public static IReadOnlyList<StableRow> Stable { get; } =
    [
        new("6.1", "6.3", new("6.1", Tool + " (6.1.192)") { Format = was => was with { LtoSuffix = LtoSuffix.Llvm } }),
    ];

    /// <summary>
    /// Keeps symbols that start with __pi_$: an oversight in scripts/mksysmap from 6.10 to 7.1, corrected in later stable releases, so
    /// that only the script's text tells, not the version.
    /// </summary>
    public static ReleaseRow KeepsPiMarks { get; } = new("6.10", Filter)
    {
        Symbols = was => was with { Map = was.Map.Remove(_piMarks) },
    };

    /// <summary>The last release of each series that has ended: no later release has the same first number.</summary>
    public static IReadOnlyList<string> LastOfSeries { get; } = ["6.19", "5.19", "4.20", "3.19", "2.6.39"];
}
