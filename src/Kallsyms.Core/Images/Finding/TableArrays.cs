using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>All arrays of one table, found in <paramref name="Bytes"/>, which start at <paramref name="Start"/> in the image.</summary>
/// <param name="Bytes">The searched bytes; positions are relative to them.</param>
/// <param name="Start">Their position in the image.</param>
/// <param name="BigEndian">Whether numbers are big-endian.</param>
/// <param name="Tokens">Token table and index; null if names are not compressed.</param>
/// <param name="Names">Names and markers.</param>
/// <param name="Addresses">Addresses and the index by name.</param>
sealed record TableArrays(
    ReadOnlyMemory<byte> Bytes, long Start, bool BigEndian, TokenArrays? Tokens, NameArrays Names, AddressArrays Addresses)
{
    public ElfFormat Format => new(Addresses.Is64, BigEndian);

    /// <summary>Returns the position of each part in the image, and its size in bytes; null if the table has no such part.</summary>
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

    /// <summary>Whether every part lies inside the bytes.</summary>
    public bool IsInside => Enum.GetValues<SubTable>().All(part => Place(part) is not var (offset, length)
        || offset >= Start && length <= Start + Bytes.Length - offset);

    /// <summary>
    /// The form: that of the newest release that could have written these arrays. Vendor kernels mix features of releases; for them it
    /// is the newest release that at least reads the arrays in the same way, with the features that were found. Null if there is none.
    /// </summary>
    public TableSpec? Spec(ElfMachine machine)
    {
        TableShape[] shapes = Shapes().ToArray();
        KernelRelease? writer = KernelRelease.All.FirstOrDefault(
            release => release.TableFormat.Encodings.Contains(Addresses.Encoding) && shapes.Contains(release.TableFormat.Shape));
        if (writer is not null)
            return new(writer, Format, machine, Addresses.Encoding);
        KernelRelease? like = KernelRelease.All.FirstOrDefault(release => shapes.Contains(WithOrder(release.TableFormat.Shape)));
        return like is null ? null : new TableSpec(like, Format, machine, Addresses.Encoding)
        {
            TableFormat = like.TableFormat with { AddressesFirst = shapes[0].AddressesFirst, HasNameIndex = shapes[0].HasNameIndex },
        };
    }

    // The shapes that these arrays may have: if no length exceeds 127, and no address the width of counters, some features are
    // undetermined.
    IEnumerable<TableShape> Shapes() =>
        from wide in (bool[])[false, true]
        from two in (bool[])[false, true]
        let shape = WithOrder(new(false, wide, two, false))
        where shape.CounterSize(Format) == Names.CounterSize && (Names.TwoByteLengths ?? two) == two
        select shape;

    TableShape WithOrder(TableShape shape) =>
        shape with { AddressesFirst = Addresses.IsFirst(Names), HasNameIndex = Addresses.SeqsOfNames is not null };

    (long, long) At(int at, long length) => (Start + at, length);
}
