using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>
/// All arrays of one table, found in the bytes <paramref name="Bytes"/> that start at <paramref name="Start"/> of the image.
/// </summary>
/// <param name="Bytes">The bytes that were searched; positions are relative to them.</param>
/// <param name="Start">Where in the image they start.</param>
/// <param name="BigEndian">Byte order.</param>
/// <param name="Tokens">Token table and index; null: names are not compressed.</param>
/// <param name="Names">Names and markers.</param>
/// <param name="Addresses">Addresses and the index by name.</param>
sealed record TableArrays(
    ReadOnlyMemory<byte> Bytes, long Start, bool BigEndian, TokenArrays? Tokens, NameArrays Names, AddressArrays Addresses)
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
    /// The form: that of the newest release which could have written these arrays. Vendors' kernels mix features of releases: then the
    /// newest that at least reads them alike, with the features that were found; null where none does.
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

    // The shapes that these arrays may have: where no length exceeds 127, nor an address the width of counters, some things cannot be told.
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
