using System.Globalization;
using Kallsyms.Elf;

namespace Kallsyms.Images.Machines;

/// <summary>
/// Machines by the instructions that compilers begin and end functions with (the machines' instruction set manuals). One row is one
/// instruction, written as its bytes in memory; ? stands for any half byte.
/// </summary>
static class CodeIdioms
{
    // In a kernel, the commonest of these come once in a thousand bytes of code; by chance, one of three bytes comes once in 16 million.
    const int Least = 24;
    const int Margin = 4;

    /// <summary>Bytes of a kernel that are enough to look at.</summary>
    public const long Reach = 64 << 20;

    const int Piece = 8 << 10;
    const int Pieces = 32;

    /// <summary>One instruction.</summary>
    /// <param name="Machine">Whose it is.</param>
    /// <param name="Is64">It saves or moves words of 64 bits; false: of 32; null: both widths have it.</param>
    /// <param name="Align">Instructions are at multiples of it, from the start of the kernel.</param>
    /// <param name="Bytes">Its bytes.</param>
    /// <param name="Mask">The bits that count.</param>
    readonly record struct Idiom(ElfMachine Machine, bool? Is64, int Align, ulong Bytes, ulong Mask);

    static readonly Idiom[] _idioms =
    [
        Row(ElfMachine.X8664, true, 1, "55 48 89 e5"), Row(ElfMachine.X8664, true, 1, "41 54 55"),
        Row(ElfMachine.X8664, true, 1, "48 89 fb"),
        Row(ElfMachine.X8664, true, 1, "48 83 c4 ?8"), Row(ElfMachine.X8664, true, 1, "48 85 c0 0f"),
        Row(ElfMachine.X8664, true, 1, "48 85 c0 7?"),
        Row(ElfMachine.I386, false, 1, "55 89 e5"), Row(ElfMachine.I386, false, 1, "57 56 53"),
        Row(ElfMachine.I386, false, 1, "5b 5e 5f"), Row(ElfMachine.I386, false, 1, "8d 65 f4"),
        Row(ElfMachine.AArch64, true, 4, "fd 7b ?? a9"), Row(ElfMachine.AArch64, true, 4, "c0 03 5f d6"),
        Row(ElfMachine.AArch64, true, 4, "fd 03 00 91"),
        Row(ElfMachine.Arm, false, 4, "?? ?? 2d e9"), Row(ElfMachine.Arm, false, 4, "?? ?? bd e8"),
        Row(ElfMachine.Arm, false, 4, "1e ff 2f e1"),
        Row(ElfMachine.Arm, false, 4, "?? ?? 9d e8"), Row(ElfMachine.Arm, false, 4, "e9 2d ?? ??"),
        Row(ElfMachine.Arm, false, 4, "e8 bd ?? ??"),
        Row(ElfMachine.Arm, false, 2, "2d e9 f? 4?"), Row(ElfMachine.Arm, false, 2, "bd e8 f? 8?"),
        Row(ElfMachine.Arm, false, 2, "70 47 00 bf"),
        Row(ElfMachine.Mips, null, 4, "08 00 e0 03"), Row(ElfMachine.Mips, null, 4, "03 e0 00 08"),
        Row(ElfMachine.Mips, false, 4, "?? ?? bf af"), Row(ElfMachine.Mips, false, 4, "af bf ?? ??"),
        Row(ElfMachine.Mips, true, 4, "?? ?? bf ff"), Row(ElfMachine.Mips, true, 4, "ff bf ?? ??"),
        Row(ElfMachine.PowerPc64, null, 4, "4e 80 00 20"), Row(ElfMachine.PowerPc64, null, 4, "20 00 80 4e"),
        Row(ElfMachine.PowerPc64, true, 4, "f8 01 00 10"), Row(ElfMachine.PowerPc64, true, 4, "10 00 01 f8"),
        Row(ElfMachine.PowerPc64, false, 4, "90 01 00 ?4"), Row(ElfMachine.PowerPc64, false, 4, "?4 00 01 90"),
        Row(ElfMachine.RiscV, true, 2, "22 e? 06 e?"), Row(ElfMachine.RiscV, true, 2, "06 e? 22 e?"),
        Row(ElfMachine.RiscV, null, 2, "?? 61 82 80"),
        Row(ElfMachine.RiscV, false, 2, "22 c? 06 c?"), Row(ElfMachine.RiscV, false, 2, "06 c? 22 c?"),
        Row(ElfMachine.RiscV, true, 4, "23 3? 11 0?"), Row(ElfMachine.RiscV, false, 4, "23 2? 11 0?"),
        Row(ElfMachine.LoongArch, null, 4, "20 00 00 4c"), Row(ElfMachine.LoongArch, true, 4, "61 ?? c? 29"),
        Row(ElfMachine.S390, true, 2, "eb ?f f0 ?? 00 24"), Row(ElfMachine.S390, true, 2, "eb ?f f0 ?? 00 04"),
        Row(ElfMachine.M68k, false, 2, "4e 56 ff ??"), Row(ElfMachine.M68k, false, 2, "4e 5e 4e 75"),
        Row(ElfMachine.SparcV9, true, 4, "9d e3 b? ??"), Row(ElfMachine.SparcV9, true, 4, "81 cf e0 08"),
    ];

    /// <summary>The machine whose instructions are far more frequent than any other's; null: there is none, or it is not known here.</summary>
    /// <param name="bytes">A kernel, its first byte aligned as in memory, and perhaps more around it.</param>
    public static MachineEvidence? Recognise(ReadOnlySpan<byte> bytes)
    {
        var counts = new int[_idioms.Length];
        int step = Math.Max(Piece, bytes.Length / Pieces / Piece * Piece);
        for (int at = 0; at < bytes.Length; at += step)
            Count(bytes.Slice(at, Math.Min(Piece, bytes.Length - at)), counts);
        (ElfMachine Machine, int Count)[] machines =
            [.. _idioms.Zip(counts).GroupBy(pair => pair.First.Machine).Select(group => (group.Key, group.Sum(pair => pair.Second)))
                .OrderByDescending(pair => pair.Item2)];
        (ElfMachine machine, int count) = machines[0];
        if (count < Least || count < Margin * machines[1].Count)
            return null;
        int Sum(bool wide) =>
            _idioms.Zip(counts).Where(pair => pair.First.Machine == machine && pair.First.Is64 == wide).Sum(pair => pair.Second);
        (int of64, int of32) = (Sum(true), Sum(false));
        bool? is64 = of64 > Margin * of32 ? true : of32 > Margin * of64 ? false : null;
        // One instruction set of two widths, and two values of e_machine.
        machine = machine == ElfMachine.PowerPc64 && is64 == false ? ElfMachine.PowerPc : machine;
        return new(machine, is64,
            $"{count} instructions that functions begin and end with, of no other machine more than {machines[1].Count}");
    }

    static void Count(ReadOnlySpan<byte> bytes, int[] counts)
    {
        for (int at = 0; at + 8 <= bytes.Length; at++)
        {
            ulong word = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]);
            for (int i = 0; i < _idioms.Length; i++)
            {
                if ((word & _idioms[i].Mask) == _idioms[i].Bytes && at % _idioms[i].Align == 0)
                    counts[i]++;
            }
        }
    }

    static Idiom Row(ElfMachine machine, bool? is64, int align, string text)
    {
        string digits = text.Replace(" ", "", StringComparison.Ordinal).PadRight(16, '?');
        ulong mask = ulong.Parse(string.Concat(digits.Select(digit => digit == '?' ? '0' : 'f')), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new(machine, is64, align, ulong.Parse(digits.Replace('?', '0'), NumberStyles.HexNumber, CultureInfo.InvariantCulture), mask);
    }
}
