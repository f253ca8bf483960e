namespace Kallsyms.Logs;

/// <summary>A hexadecimal number in a line.</summary>
/// <param name="Start">The index of its first byte, including 0x.</param>
/// <param name="End">The index after its last byte.</param>
/// <param name="Value">The number.</param>
/// <param name="HasPrefix">Whether it starts with 0x.</param>
/// <param name="Run">The number of such words in a row, separated only by blanks, including this one.</param>
readonly record struct HexWord(int Start, int End, ulong Value, bool HasPrefix, int Run)
{
    /// <summary>The number of digits.</summary>
    public int Digits => End - Start - (HasPrefix ? 2 : 0);
}
