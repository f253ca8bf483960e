namespace Kallsyms.Images.Dumps;

/// <summary>Where QEMU puts the memory of a machine (hw/*, each machine's memory map).</summary>
/// <param name="Block">The name of its memory in a stream.</param>
/// <param name="Machine">How the names of its machines begin.</param>
/// <param name="Split">From a size on, where memory is cut, and where the rest goes on; null: it lies in one piece.</param>
/// <param name="Start">Where it starts.</param>
sealed record QemuMachine(string Block, string Machine, Func<long, (long At, long Above)>? Split, long Start)
{
    const long FourGigabytes = 1L << 32;

    static readonly QemuMachine[] _all =
    [
        // Room for devices below 4 GiB: cut at a whole gigabyte where there is that much.
        new("pc.ram", "pc-q35", size => (size >= 0xb000_0000 ? 0x8000_0000 : 0xb000_0000, FourGigabytes), 0),
        new("pc.ram", "pc-i440fx", size => (size >= 0xe000_0000 ? 0xc000_0000 : 0xe000_0000, FourGigabytes), 0),
        new("microvm.ram", "microvm", _ => (0xc000_0000, FourGigabytes), 0),
        new("mach-virt.ram", "virt", null, 0x4000_0000),
        new("riscv_virt_board.ram", "virt", null, 0x8000_0000),
        new("s390.ram", "s390-ccw-virtio", null, 0),
        new("ppc_spapr.ram", "pseries", null, 0),
        new("loongarch.ram", "virt", null, 0) { KnownBelow = 0x1000_0000 }, // the rest is at 0x90000000, since 9.0 at 0x80000000
    ];

    /// <summary>Bytes of its memory whose place is known; what is behind them lies elsewhere in each version of QEMU.</summary>
    public long KnownBelow { get; init; } = long.MaxValue;

    /// <summary>The machine of a block and a name; null: it is not known.</summary>
    public static QemuMachine? Find(string block, string machine) =>
        _all.FirstOrDefault(each => each.Block == block && machine.StartsWith(each.Machine, StringComparison.Ordinal))
        ?? _all.FirstOrDefault(each => each.Block == block && machine.Length == 0);

    /// <summary>The physical address of a byte of its memory.</summary>
    public long Address(long offset, long size) =>
        Split?.Invoke(size) is var (at, above) && offset >= at ? above + (offset - at) : Start + offset;
}
