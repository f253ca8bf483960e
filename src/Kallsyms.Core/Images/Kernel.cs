using Kallsyms.Elf;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Machines;
using Kallsyms.Images.Paging;
using Kallsyms.Symbols;

namespace Kallsyms.Images;

/// <summary>One kernel of an input. Everything said about it comes from its own bytes.</summary>
public sealed class Kernel
{
    // A kernel's own file has less than this besides what the table describes.
    const long MaxAround = 64 << 20;

    readonly Lazy<string?> _banner;
    readonly Lazy<MachineEvidence?> _machine;
    readonly Lazy<PageWalk?> _pages;
    readonly Lazy<AddressMap> _map;

    internal Kernel(UnwrappedImage image, EmbeddedTable? table, Absence? absence)
    {
        (Image, Table, Absence) = (image, table, absence);
        _banner = new(() => table is null ? VersionBanner.FindFirst(image.Bytes) : VersionBanner.Of(image.Bytes, table));
        _machine = new(FindMachine);
        _pages = new(FindPages);
        _map = new(() => AddressMap.Read(image.Bytes));
        bool isApart = IsInMemory && (image.Bytes.IsMachineMemory || table!.EndIsKnown || Pages is not null);
        Own = isApart ? table!.Range : (0, image.Bytes.Length);
    }

    /// <summary>Its number in the input, starting at 1, in the order in which kernels lie there.</summary>
    public int Number { get; internal set; }

    /// <summary>The unwrapped image that contains it.</summary>
    internal UnwrappedImage Image { get; }

    /// <summary>Its byte range in the image: the whole image, or up to the next kernel where several share one.</summary>
    internal (long Start, long End) Own { get; private set; }

    /// <summary>All shells from the input to the image that contains the kernel.</summary>
    public IReadOnlyList<Layer> Layers => Image.Chain;

    /// <summary>Its table, proved or not; null if there is none.</summary>
    public EmbeddedTable? Table { get; }

    /// <summary>Why there is no table, as far as that can be known; null if there is one.</summary>
    public Absence? Absence { get; }

    /// <summary>The kernel's own first line of /proc/version, "Linux version 6.12.9 (...) ..."; null if unknown.</summary>
    public string? Banner => _banner.Value;

    /// <summary>The release that the banner names: "6.12.9-amd64"; null: it is not known.</summary>
    public string? Release => KernelBanner.Release(Banner);

    /// <summary>The machine it is built for, with the evidence; null if unknown.</summary>
    internal MachineEvidence? Machine => _machine.Value;

    /// <summary>
    /// Whether it may lie in a machine's memory, running or as a copy. Most of memory is not the kernel, whether or not the dump has
    /// headers.
    /// </summary>
    internal bool IsInMemory => Table is not null && (Image.Bytes.IsMachineMemory
        || !Image.Chain[^1].IsElf && Image.Bytes.Length - (Table.Range.End - Table.Range.Start) > MaxAround);

    /// <summary>The page tables that map the kernel where it lies in memory; null if there are none, or they are not read.</summary>
    internal PageWalk? Pages => _pages.Value;

    /// <summary>Whether words of its machine have 64 bits; null if unknown.</summary>
    public bool? Is64 => Table?.Spec.Format.Is64 ?? Machine?.Is64;

    /// <summary>
    /// The byte range of the input that it comes from: its own, or the packed bytes it was unpacked from. The end may include bytes
    /// past it.
    /// </summary>
    public (long Start, long End) Place
    {
        get
        {
            (long start, long end) = Range;
            return (First.InInput, First.PackedEnd ?? First.Offset + (end - start));
        }
    }

    /// <summary>Why a container prefers it to other kernels, for people; null if it does not.</summary>
    internal string? Preference => Image.Preference;

    /// <summary>The place of a byte of its table.</summary>
    internal BytePlace TablePlace => Image.Place + Table!.Place();

    /// <summary>The place of its first byte.</summary>
    internal BytePlace First => Image.Place + Range.Start;

    /// <summary>How much of the table's content something else in the image vouches for; reads all of the image.</summary>
    /// <exception cref="KallsymsException">There is no table.</exception>
    public Coverage CountVouchers() => Vouchers.Count(Image.Bytes, RequireTable(Image.Bytes.Name), _map.Value, Own);

    /// <summary>Its table.</summary>
    /// <param name="input">What messages call the input.</param>
    /// <exception cref="KallsymsException">There is none; the message says why, as far as that is known.</exception>
    internal EmbeddedTable RequireTable(string input) =>
        Table ?? throw new KallsymsException(ErrorKind.Negative, Absence!.ToString(), input);

    /// <summary>Ends its range before the next kernel that shares the image.</summary>
    internal void EndBefore(IEnumerable<Kernel> all)
    {
        long[] others = all.Where(kernel => kernel != this).Select(kernel => kernel.First.In(Image.Place.Space) - Image.Place.Offset)
            .OfType<long>().Where(at => at >= 0 && at < Image.Bytes.Length).ToArray();
        if (others.Length == 0 || Table is null)
            return;
        (long start, long end) = Table.Neighbourhood;
        long next = others.Where(at => at > start).DefaultIfEmpty(Image.Bytes.Length).Min();
        Own = (start, Table.EndIsKnown ? end : Math.Max(Range.End, next));
    }

    /// <summary>The number of its bytes that a dump lacks; they are written as zeros.</summary>
    internal long Missing => Own.End - Own.Start - Image.Bytes.Known(Own.Start, Own.End - Own.Start).Sum(range => range.End - range.Start);

    /// <summary>Writes the kernel without its shells.</summary>
    /// <param name="output">The stream to write to.</param>
    internal void CopyTo(Stream output) => Image.Bytes.CopyTo(output, Own.Start, Own.End - Own.Start);

    /// <summary>The image as an ELF file; null if it is not one or its headers are damaged.</summary>
    internal ElfFile? ReadElf() => _map.Value.Elf;

    /// <summary>Reads the eight bytes before an address; empty if their place is unknown.</summary>
    internal ReadOnlyMemory<byte> ReadBefore(ulong address)
    {
        if (IsInMemory || Table is not { } table)
            return default;
        ulong start = address - sizeof(ulong);
        long? at = _map.Value.IsKnown ? _map.Value.Offset(start) : table.Origin is ulong origin ? (long)(start - origin) : null;
        return at is >= 0 and long offset && offset < Image.Bytes.Length - sizeof(ulong)
            ? Image.Bytes.Read(offset, sizeof(ulong)) : default;
    }

    PageWalk? FindPages() => IsInMemory && Table is { Proof.IsProved: true } table && Machine?.Machine.Row().PageTables is { } format
        ? KernelPages.Find(Image.Bytes, table, format) : null;

    (long Start, long End) Range => Table?.Range ?? (0, Image.Bytes.Length);

    MachineEvidence? FindMachine()
    {
        if (ReadElf() is { Header.Type: not ElfType.Core } elf)
            return new(elf.Header.Machine, elf.Format.Is64, "ELF header");
        (long start, long end) = Table?.Neighbourhood ?? Range;
        ReadOnlySpan<byte> bytes = Image.Bytes.Read(start, Math.Min(end - start, CodeIdioms.Reach)).Span;
        return MachineEvidence.FromHeader(bytes) ?? MachineEvidence.FromCode(bytes)
            ?? (Table is { } table ? MachineEvidence.FromNames(table.Symbols, table.Spec.Format.Is64) : null);
    }
}
