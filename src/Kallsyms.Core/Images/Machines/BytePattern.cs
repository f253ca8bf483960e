using System.Globalization;

namespace Kallsyms.Images.Machines;

/// <summary>Bytes of which some, or halves of some, may be anything.</summary>
/// <param name="Bytes">What they are: the first in the uppermost byte; 0 where they may be anything.</param>
/// <param name="Mask">Which bits count.</param>
/// <param name="Length">How many there are, at most eight.</param>
readonly record struct BytePattern(ulong Bytes, ulong Mask, int Length)
{
    /// <summary>Reads "e8 ?? 1?".</summary>
    public static BytePattern Parse(string text)
    {
        string digits = text.Replace(" ", "", StringComparison.Ordinal);
        string mask = string.Concat(digits.Select(digit => digit == '?' ? '0' : 'f'));
        return new(Number(digits.Replace('?', '0')), Number(mask), digits.Length / 2);
    }

    /// <summary>True for eight bytes that begin so.</summary>
    public bool Matches(ulong word) => (word & Mask) == Bytes;

    static ulong Number(string digits) => ulong.Parse(digits.PadRight(16, '0'), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
