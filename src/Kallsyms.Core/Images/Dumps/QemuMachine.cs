namespace Kallsyms.Images.Dumps;

/// <summary>Where QEMU puts the memory of a machine (hw/*, each machine's memory map).</summary>
/// <param name="Block">The name of its memory in a stream.</param>
/// <param name="Machine">The prefix of its machine names.</param>
/// <param name="Split">Where memory of a size is split, and where the rest continues; null if it is contiguous.</param>
/// <param name="Start">The start of its memory.</param>
sealed record QemuMachine(string Block, string Machine, Func<long, (long At, long Above)>? Split, long Start)
{
    const long FourGigabytes = 1L << 32;

    static readonly QemuMachine[] _all =
    [
        // Memory leaves room for devices below 4 GiB, and is split at a whole gigabyte if there is enough.
        new("pc.ram", "pc-q35", size => (size >= 0xb000_0000 ? 0x8000_0000 : 0xb000_0000, FourGigabytes), 0),
        new("pc.ram", "pc-i440fx", size => (size >= 0xe000_0000 ? 0xc000_0000 : 0xe000_0000, FourGigabytes), 0),
        new("microvm.ram", "microvm", _ => (0xc000_0000, FourGigabytes), 0),
        new("mach-virt.ram", "virt", null, 0x4000_0000),
        new("riscv_virt_board.ram", "virt", null, 0x8000_0000),
        new("s390.ram", "s390-ccw-virtio", null, 0),
        new("ppc_spapr.ram", "pseries", null, 0),
        new("loongarch.ram", "virt", null, 0) { KnownBelow = 0x1000_0000 }, // the rest is at 0x90000000, since 9.0 at 0x80000000
    ];

    /// <summary>The number of bytes of its memory whose place is known; each version of QEMU has the rest elsewhere.</summary>
    public long KnownBelow { get; init; } = long.MaxValue;

    /// <summary>Returns the machine for a block and a name, or null.</summary>
    public static QemuMachine? Find(string block, string machine) =>
        _all.FirstOrDefault(each => each.Block == block && machine.StartsWith(each.Machine, StringComparison.Ordinal))
        ?? _all.FirstOrDefault(each => each.Block == block && machine.Length == 0);

    /// <summary>Returns the physical address of a byte of its memory.</summary>
    public long Address(long offset, long size) =>
        Split?.Invoke(size) is var (at, above) && offset >= at ? above + (offset - at) : Start + offset;
}
