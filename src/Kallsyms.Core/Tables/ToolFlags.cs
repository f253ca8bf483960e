namespace Kallsyms.Tables;

/// <summary>The options of scripts/kallsyms, of whatever era, that decide the form of a table.</summary>
/// <param name="BaseRelative">--base-relative (4.6 to 6.10).</param>
/// <param name="PlaceRelative">--pc-relative (7.0 on).</param>
/// <param name="PercpuAbsolute">--absolute-percpu.</param>
/// <param name="Lto">--lto-clang (6.2 to 6.10).</param>
readonly record struct ToolFlags(bool BaseRelative, bool PlaceRelative, bool PercpuAbsolute, bool Lto)
{
    /// <summary>Which kernel would have called its tool with these options and no others: the newest one that takes them.</summary>
    public KernelRelease Release =>
        PlaceRelative ? KernelRelease.Newest
        : BaseRelative || Lto ? KernelRelease.FindNewest(format => format.Encodings.Contains(AddressEncoding.Absolute))
        : PercpuAbsolute ? KernelRelease.FindNewest(format => format.TakesPercpuForAbsolute)
        : KernelRelease.Newest;

    /// <summary>
    /// The encoding that the tool of a format writes. Without an option for it, 4.6 to 6.10 wrote absolute addresses, later releases what
    /// they always do.
    /// </summary>
    public AddressEncoding Encoding(TableFormat format) =>
        PlaceRelative ? AddressEncoding.PlaceRelative
        : BaseRelative ? AddressEncodingName.RelativeToBase(PercpuAbsolute)
        : format.Encodings.Contains(AddressEncoding.Absolute) ? AddressEncoding.Absolute
        : format.Encodings.Contains(AddressEncoding.Direct) ? AddressEncoding.Direct
        : AddressEncodingName.RelativeToBase(PercpuAbsolute);

    /// <summary>What the index by name of a format ignores.</summary>
    public LtoSuffix Suffix(TableFormat format) => Lto ? format.LtoSuffix : LtoSuffix.None;
}
