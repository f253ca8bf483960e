namespace Kallsyms.Logs;

/// <summary>A word of a line that is a hexadecimal number.</summary>
/// <param name="Start">Its first byte, 0x included.</param>
/// <param name="End">The byte behind it.</param>
/// <param name="Value">The number.</param>
/// <param name="HasPrefix">It starts with 0x.</param>
/// <param name="Run">How many such words stand in one row with nothing but blanks between them, it included.</param>
readonly record struct HexWord(int Start, int End, ulong Value, bool HasPrefix, int Run)
{
    /// <summary>Number of digits.</summary>
    public int Digits => End - Start - (HasPrefix ? 2 : 0);
}
