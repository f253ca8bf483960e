using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>All arrays of one table, found in the bytes <paramref name="Bytes"/> that start at <paramref name="Start"/> of the image.</summary>
/// <param name="Bytes">The bytes that were searched; positions are relative to them.</param>
/// <param name="Start">Where in the image they start.</param>
/// <param name="BigEndian">Byte order.</param>
/// <param name="Tokens">Token table and index; null: names are not compressed.</param>
/// <param name="Names">Names and markers.</param>
/// <param name="Addresses">Addresses and the index by name.</param>
sealed record TableArrays(ReadOnlyMemory<byte> Bytes, long Start, bool BigEndian, TokenArrays? Tokens, NameArrays Names, AddressArrays Addresses)
{
    public ElfFormat Format => new(Addresses.Is64, BigEndian);

    /// <summary>Where each part is in the image, and its size in bytes; null: the table has no such part.</summary>
    public (long Offset, long Length)? Place(SubTable part) => part switch
    {
        SubTable.Addresses when Addresses.Encoding == AddressEncoding.Absolute => At(Addresses.Start, (long)Names.Count * Format.WordSize),
        SubTable.Offsets when Addresses.Encoding != AddressEncoding.Absolute => At(Addresses.Start, Names.Count * 4L),
        SubTable.RelativeBase when Addresses.RelativeBase is int at => At(at, Format.WordSize),
        SubTable.NumSyms => At(Names.NumSyms, Names.CounterSize),
        SubTable.Names => At(Names.Names, Names.Markers - Names.Names),
        SubTable.Markers => At(Names.Markers, (Names.Count + 255) / 256 * (long)Names.CounterSize),
        SubTable.SeqsOfNames when Addresses.SeqsOfNames is int at => At(at, Names.Count * 3L),
        SubTable.TokenTable when Tokens is { } tokens => At(tokens.Table, tokens.Index - tokens.Table),
        SubTable.TokenIndex when Tokens is { } tokens => At(tokens.Index, TokenIndexSweep.IndexSize),
        _ => null,
    };

    /// <summary>True when every part lies inside the bytes.</summary>
    public bool IsInside => Enum.GetValues<SubTable>().All(part => Place(part) is not var (offset, length)
        || offset >= Start && length <= Start + Bytes.Length - offset);

    /// <summary>
    /// The newest release whose layout has these arrays. Vendors' kernels mix features of releases: then the newest one that at least
    /// reads them alike, or null.
    /// </summary>
    public Layout? Layout => Layout.Releases.FirstOrDefault(layout => ReadsAlike(layout) && HasArrays(layout)) ?? Layout.Releases.FirstOrDefault(ReadsAlike);

    bool ReadsAlike(Layout layout) => (layout.WideCounters ? Format.WordSize : 4) == Names.CounterSize
        && (Names.TwoByteLengths is not bool two || two == layout.TwoByteLengths);

    bool HasArrays(Layout layout) => layout.AddressesFirst == Addresses.IsFirst(Names)
        && layout.HasSeqs == Addresses.SeqsOfNames is not null && Fits(layout, Addresses.Encoding);

    (long, long) At(int at, long length) => (Start + at, length);

    static bool Fits(Layout layout, AddressEncoding encoding) => encoding switch
    {
        AddressEncoding.PlaceRelative or AddressEncoding.Direct => layout.Version >= new KernelVersion(7, 0),
        AddressEncoding.Absolute => layout.Version < new KernelVersion(6, 11),
        AddressEncoding.PercpuAbsolute => layout.Version >= new KernelVersion(4, 6) && layout.Version < new KernelVersion(6, 15),
        _ => layout.Version >= new KernelVersion(4, 6) && layout.Version < new KernelVersion(7, 0),
    };
}
