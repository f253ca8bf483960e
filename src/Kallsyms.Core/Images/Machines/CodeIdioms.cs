using Kallsyms.Elf;

namespace Kallsyms.Images.Machines;

/// <summary>
/// Recognises machines by the instructions with which compilers begin and end functions, which are in the machines' rows.
/// </summary>
static class CodeIdioms
{
    // In a kernel, the most common of these occur once in a thousand bytes of code; by chance, one of three bytes occurs once in 16
    // million.
    const int Least = 24;
    const int Margin = 4;

    /// <summary>The number of bytes of a kernel that are enough to examine.</summary>
    public const long Reach = 64 << 20;

    const int Piece = 8 << 10;
    const int Pieces = 32;

    readonly record struct Idiom(ElfMachine Machine, bool? Is64, int Align, BytePattern Pattern);

    static readonly Idiom[] _idioms =
        MachineTable.Rows.SelectMany(row => row.Idioms, (row, idiom) =>
            new Idiom(row.Number, idiom.Is64, idiom.Align, BytePattern.Parse(idiom.Bytes))).ToArray();

    /// <summary>
    /// Returns the machine whose instructions are far more frequent than any other's; null if there is none, or it is not supported
    /// here.
    /// </summary>
    /// <param name="bytes">A kernel whose first byte is aligned as in memory, possibly followed by other bytes.</param>
    public static MachineEvidence? Recognise(ReadOnlySpan<byte> bytes)
    {
        var counts = new int[_idioms.Length];
        int step = Math.Max(Piece, bytes.Length / Pieces / Piece * Piece);
        for (int at = 0; at < bytes.Length; at += step)
            Count(bytes.Slice(at, Math.Min(Piece, bytes.Length - at)), counts);
        (ElfMachine Machine, int Count)[] machines =
            _idioms.Zip(counts).GroupBy(pair => pair.First.Machine).Select(group => (group.Key, group.Sum(pair => pair.Second)))
                .OrderByDescending(pair => pair.Item2).ToArray();
        (ElfMachine machine, int count) = machines[0];
        if (count < Least || count < Margin * machines[1].Count)
            return null;
        int Sum(bool wide) =>
            _idioms.Zip(counts).Where(pair => pair.First.Machine == machine && pair.First.Is64 == wide).Sum(pair => pair.Second);
        (int of64, int of32) = (Sum(true), Sum(false));
        bool? is64 = of64 > Margin * of32 ? true : of32 > Margin * of64 ? false : null;
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
                if (_idioms[i].Pattern.Matches(word) && at % _idioms[i].Align == 0)
                    counts[i]++;
            }
        }
    }
}
