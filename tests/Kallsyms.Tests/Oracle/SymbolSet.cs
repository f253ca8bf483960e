using System.Text;

namespace Kallsyms.Tests.Oracle;

/// <summary>
/// A list of symbols as a kernel build would hand it to scripts/kallsyms, made up from a seed: sizes, addresses and names that are hard
/// in different ways. What no line of nm can hold (spaces, NUL), and what breaks the quoting of the kernel's own text, is left out.
/// </summary>
sealed record SymbolSet(int Seed, byte[] Map, int Count)
{
    const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$";

    static readonly string[] _labels = ["_text", "_stext", "_etext", "_sinittext", "_einittext", "_end", "__init_begin", "__init_end"];

    static readonly string[] _words =
    [
        "get", "set", "init", "_", "__", "dev", "net", "trace_event_", "page", "lock", ".", ".llvm.", ".part.0", ".cold", "1", "64", "__start_",
        "__stop_", "_start", "_end", "__end_", "$", "_ZN4core3fmt",
    ];

    // Names that some release treats in its own way.
    static readonly string[] _special =
    [
        "kallsyms_names", "kallsyms_offsets", "kallsyms_seqs_of_names", "kallsyms_num_syms", "_SDA_BASE_", "_SDA2_BASE_", "__kvm_nvhe_$x", "__kvm_nvhe_.Lx",
        "__efistub_memcpy", "__ARMV5PILongThunk_x", "__AArch64ADRPThunk_x", "__LA25Thunk_x", "__kcfi_typeid_x", "__crc_x", "x_veneer", "__x_from_arm",
        "x_from_thumb", "00000075.plt_branch.1677:5", "00000075.long_branch.memmove", ".Lx", "L0", "$x", "$d.1", "__start_x", "__stop_x", "__x_start",
        "__x_end", "___start", "__end", "__gp", "__kernel_sigtramp", "__kernel_syscall_via_epc", "__kstrtab_x", "__mod_device_table__x", "_veneer", "_",
        "________", "__end_x", "__per_cpu_load",
    ];

    /// <summary>Makes set number <paramref name="seed"/>.</summary>
    /// <param name="seed">Which.</param>
    /// <param name="wide">64-bit addresses.</param>
    /// <param name="percpu">A per-cpu range at 0, as on x86-64.</param>
    /// <param name="dots">Names may hold a dot anywhere; otherwise only that of ".llvm.".</param>
    /// <param name="longest">Length of the longest name.</param>
    public static SymbolSet Make(int seed, bool wide, bool percpu, bool dots, int longest)
    {
        var random = new Random(seed);
        int count = random.Next(10) switch { 0 => random.Next(3), 1 => 255 + random.Next(3), 2 => random.Next(600), _ => random.Next(60) };
        ulong start = wide ? random.Next(3) switch { 0 => 0xffff800008000000, 1 => 0x1000, _ => 0xffffffff81000000 } : random.Next(2) == 0 ? 0xc0008000u : 0u;
        int step = random.Next(4) switch { 0 => 1, 1 => 3, 2 => 64, _ => 70_000 };
        string[] specials = [.. _special.Where(text => dots || !text.Contains('.', StringComparison.Ordinal))];
        Func<Random, byte[]> name = Namer(random, dots, longest);

        var lines = new List<(ulong Address, char Type, byte[] Name)>();
        ulong address = start;
        if (percpu && random.Next(4) > 0)
        {
            lines.Add((0, 'D', "__per_cpu_start"u8.ToArray()));
            for (int i = random.Next(20); i > 0; i--)
                lines.Add(((ulong)random.Next(0x2a000), "dDwA"[random.Next(4)], name(random)));
            lines.Add((0x2a000, 'D', "__per_cpu_end"u8.ToArray()));
            lines.Add((0x2a000 + (ulong)random.Next(2), 'd', name(random)));
        }
        // Without a symbol whose place all addresses are given by, only small addresses can be expressed.
        if (start > 0x1000 || random.Next(2) == 0)
            lines.Add((start, 'T', "_text"u8.ToArray()));
        for (int i = 0; i < count; i++)
        {
            address += (ulong)random.Next(step);
            bool special = random.Next(12) == 0;
            byte[] text = special ? Encoding.ASCII.GetBytes(specials[random.Next(specials.Length)]) : name(random);
            lines.Add((address, "TTTTttttDdRrBbWWVviiuAaNnGgSsw"[random.Next(30)], text));
        }
        foreach (string label in _labels[1..])
        {
            // Boundary labels at the very address of others.
            if (random.Next(5) > 0 && lines.Count > 0)
                lines.Add((lines[random.Next(lines.Count)].Address, "TtDA"[random.Next(4)], Encoding.ASCII.GetBytes(label)));
        }

        // nm -n: by address, then by the bytes of the name.
        lines.Sort((left, right) => left.Address != right.Address ? left.Address.CompareTo(right.Address) : left.Name.AsSpan().SequenceCompareTo(right.Name));
        // A list without any address is one whose reader may not see them, and is refused.
        if (lines is [.., { Address: 0 } last])
            lines[^1] = last with { Address = 1 };
        using var map = new MemoryStream();
        foreach ((ulong at, char type, byte[] text) in lines)
        {
            map.Write(Encoding.ASCII.GetBytes($"{(wide ? at.ToString("x16") : at.ToString("x8"))} {type} "));
            map.Write(text);
            map.WriteByte((byte)'\n');
        }
        return new(seed, map.ToArray(), lines.Count);
    }

    static Func<Random, byte[]> Namer(Random kind, bool dots, int longest)
    {
        switch (kind.Next(6))
        {
            case 0:
                return random => [.. Enumerable.Repeat((byte)'a', 1 + random.Next(70))];
            case 1:
                return random => [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => (byte)"ab_"[random.Next(3)])];
            case 2:
                byte[] legal = [.. Enumerable.Range(1, 255).Where(value => value is not ((>= 9 and <= 13) or ' ' or '"' or '\\' or '*' or '.')).Select(value => (byte)value)];
                return random => [.. Enumerable.Range(0, 1 + random.Next(40)).Select(_ => legal[random.Next(legal.Length)])];
            case 3:
                int[] lengths = [126, 127, 128, 129, 255, 256, 300, longest - 1, longest];
                return random => [.. Enumerable.Range(0, lengths[random.Next(lengths.Length)]).Select(_ => (byte)Letters[random.Next(Letters.Length - (dots ? 0 : 2))])];
            default:
                string[] words = dots ? _words : [.. _words.Where(word => !word.Contains('.', StringComparison.Ordinal) || word == ".llvm.")];
                return random => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1 + random.Next(5)).Select(_ => words[random.Next(words.Length)])));
        }
    }
}
