using Kallsyms.Elf;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Machines;
using Kallsyms.Images.Paging;

namespace Kallsyms.Images;

/// <summary>One kernel of an input. Whatever is said of it was read off its own bytes.</summary>
public sealed class Kernel
{
    // A kernel's own file has less beside what the table tells of it.
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

    /// <summary>Its number in the input, from 1 on, in the order in which kernels lie there.</summary>
    public int Number { get; internal set; }

    /// <summary>The image it is in, without shells.</summary>
    internal UnwrappedImage Image { get; }

    /// <summary>Its bytes in the image: all of it, or where several kernels share one, those up to the next.</summary>
    internal (long Start, long End) Own { get; private set; }

    /// <summary>All shells from the input to the image that the kernel is in.</summary>
    public IReadOnlyList<Layer> Layers => Image.Chain;

    /// <summary>Its table, or null; it need not be proved.</summary>
    public EmbeddedTable? Table { get; }

    /// <summary>Why there is no table, as far as that can be known; null: there is one.</summary>
    public Absence? Absence { get; }

    /// <summary>The first line of /proc/version as this kernel has it: "Linux version 6.12.9 (...) ..."; null: it is not known.</summary>
    public string? Banner => _banner.Value;

    /// <summary>The release that the banner names: "6.12.9-amd64"; null: it is not known.</summary>
    public string? Release => VersionBanner.Release(Banner);

    /// <summary>What it is for; null: nothing tells.</summary>
    internal MachineEvidence? Machine => _machine.Value;

    /// <summary>
    /// It may lie in the memory of a machine, as what runs there or as a copy: memory is mostly not the kernel, with headers around it or
    /// not.
    /// </summary>
    internal bool IsInMemory => Table is not null && (Image.Bytes.IsMachineMemory
        || Image.Format != "ELF" && Image.Bytes.Length - (Table.Range.End - Table.Range.Start) > MaxAround);

    /// <summary>The page tables that map it where it lies in memory; null: there are none, or they are not read.</summary>
    internal PageWalk? Pages => _pages.Value;

    /// <summary>Words of its machine have 64 bits; null: nothing tells.</summary>
    public bool? Is64 => Table?.Spec.Format.Is64 ?? Machine?.Is64;

    /// <summary>
    /// The bytes of the input that it comes from: its own, or those it was unpacked from. The end may count bytes behind it.
    /// </summary>
    public (long Start, long End) Place
    {
        get
        {
            (long start, long end) = Range;
            return (First.InInput, First.PackedEnd ?? First.Offset + (end - start));
        }
    }

    /// <summary>Why a container prefers it to others, for people; null: it does not.</summary>
    internal string? Preference => Image.Preference;

    /// <summary>A byte of its table.</summary>
    internal BytePlace TablePlace => Image.Place + Table!.Place();

    /// <summary>Its first byte.</summary>
    internal BytePlace First => Image.Place + Range.Start;

    /// <summary>How much of the table's content something else in the image vouches for; reads all of the image.</summary>
    /// <exception cref="KallsymsException">There is no table.</exception>
    public Coverage CountVouchers() => Vouchers.Count(
        Image.Bytes, Table ?? throw new KallsymsException(ErrorKind.Negative, Absence!.ToString(), Image.Bytes.Name),
        _map.Value, Own);

    /// <summary>Leaves to it, of an image that it shares, what no other kernel has.</summary>
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

    /// <summary>Bytes of it that a dump does not have, which are zeros when it is written.</summary>
    internal long Missing => Own.End - Own.Start - Image.Bytes.Known(Own.Start, Own.End - Own.Start).Sum(range => range.End - range.Start);

    /// <summary>Writes the kernel as it is without its shells.</summary>
    /// <param name="output">Where to.</param>
    internal void CopyTo(Stream output) => Image.Bytes.CopyTo(output, Own.Start, Own.End - Own.Start);

    /// <summary>The image as an ELF file; null: it is none, or its headers are damaged.</summary>
    internal ElfFile? ReadElf() => _map.Value.Elf;

    /// <summary>The eight bytes before an address; empty: it is not known where they are.</summary>
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
