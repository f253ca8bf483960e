using System.Text;
using Kallsyms.Elf;
using Kallsyms.Logs;
using Kallsyms.Lookup;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Tests.Logs;

/// <summary>
/// Lists of symbols as kernels of each machine have them, small enough to reckon with: at <see cref="Base"/> plus 0x1000 schedule (0x100
/// bytes),
/// plus 0x1100 vfs_read (0x200), plus 0x1300 twin (0x100), plus 0x1400 twin (0x80), plus 0x1480 the end of text; plus 0x3000 jiffies
/// (data, 0x40).
/// </summary>
static class MadeKernel
{
    static readonly Dictionary<string, (string Prefix, ulong Base, bool Wide, string Mover)> _machines = new()
    {
        ["x86_64"] = ("x86_", 0xffffffff81000000, true, "kaslr_get_random_long"),
        ["x86_64 without RANDOMIZE_MEMORY"] = ("x86_", 0xffffffff81000000, true, "kaslr_get_random_long"),
        ["i386"] = ("x86_", 0xc1000000, false, "kaslr_get_random_long"),
        ["arm"] = ("arm_", 0xc0008000, false, "arm_start"),
        ["arm64"] = ("arm64_", 0xffff800080000000, true, "kaslr_init"),
        ["mips"] = ("mips_", 0x80100000, false, "relocate_kernel"),
        ["riscv"] = ("riscv_", 0xffffffff80000000, true, "dump_kernel_offset"),
        ["ppc64"] = ("ppc_", 0xc000000000000000, true, "ppc_start"),
        ["s390"] = ("s390_", 0x100000, true, "s390_start"),
        ["loongarch"] = ("loongarch_", 0x9000000000200000, true, "register_kernel_offset_dumper"),
        ["m68k"] = ("m68k_", 0x2000, false, "m68k_start"),
        ["parisc"] = ("parisc_", 0x10100000, false, "parisc_start"),
        ["parisc64"] = ("parisc_", 0x40100000, true, "parisc_start"),
        ["sparc"] = ("sparc_", 0xf0004000, false, "sparc_start"),
        ["sparc64"] = ("sparc_", 0x400000, true, "sparc_start"),
        ["alpha"] = ("alpha_", 0xfffffc0000310000, true, "alpha_start"),
        ["nios2"] = ("nios2_", 0xc8000000, false, "nios2_start"),
        ["sh"] = ("sh_", 0x8c002000, false, "sh_start"),
        ["arc"] = ("arc_", 0x80002000, false, "arc_start"),
        ["riscv without KASLR"] = ("riscv_", 0xffffffff80000000, true, "__pi_get_kaslr_seed"),
        ["x86_64 without KASLR"] = ("x86_", 0xffffffff81000000, true, "x86_start"),
    };

    public static ulong Base(string machine) => _machines[machine].Base;

    /// <summary>The text of its list.</summary>
    public static string List(string machine, string more = "")
    {
        (string prefix, ulong start, bool wide, string mover) = _machines[machine];
        var text = new StringBuilder();
        void Add(ulong offset, char type, string name) =>
            text.Append((start + offset).ToString(wide ? "x16" : "x8")).Append($" {type} {name}\n");
        if (machine.StartsWith("x86_64", StringComparison.Ordinal))
        {
            text.Append("0000000000000000 D __per_cpu_start\n0000000000000000 D fixed_percpu_data\n");
            text.Append("0000000000001000 D cpu_tss_rw\n0000000000002000 D __per_cpu_end\n");
        }
        Add(0, 'T', "_text");
        for (uint i = 0; i < 10; i++)
            Add(0x100 + i * 0x10, 't', $"{prefix}f{i}");
        Add(0x400, 'T', mover);
        if (machine == "x86_64")
            Add(0x410, 'T', "kernel_randomize_memory");
        Add(0x1000, 'T', "schedule");
        Add(0x1100, 'T', "vfs_read");
        Add(0x1300, 't', "twin");
        Add(0x1400, 't', "twin");
        Add(0x1480, 'T', "_etext");
        Add(0x3000, 'D', "jiffies");
        Add(0x3040, 'd', "another");
        Add(0x4000, 'B', "_end");
        return text.Append(more).ToString();
    }

    public static LogKernel Read(string machine, SymbolOrigin origin = SymbolOrigin.Saved, string? version = null, string more = "") =>
        FromList(List(machine, more), origin, version);

    /// <summary>The list of a boot in which the kernel was moved.</summary>
    public static LogKernel Moved(string machine, ulong distance, SymbolOrigin origin = SymbolOrigin.Saved)
    {
        KernelSymbols symbols = Symbols(List(machine));
        return new(symbols.Moved(distance), origin);
    }

    /// <summary>An image of x86 or arm64, in whose code a call ends at each of these addresses, and nowhere else.</summary>
    public static LogKernel WithCalls(string machine, string? version, ulong[] ends, string more = "")
    {
        ReadOnlyMemory<byte> call = machine == "arm64" ? new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x94 } : new byte[] { 0, 0, 0, 0xe8, 0, 0, 0, 0 };
        return new(Symbols(List(machine, more)), SymbolOrigin.Image, version)
        {
            Code = address => ends.Contains(address) ? call : new byte[8],
        };
    }

    public static LogKernel FromList(string list, SymbolOrigin origin = SymbolOrigin.Saved, string? version = null) =>
        new(Symbols(list), origin, version);

    static KernelSymbols Symbols(string list) =>
        KernelSymbols.From(SymbolListFile.Read(ByteSource.FromMemory(Encoding.ASCII.GetBytes(list), "map")));
}
