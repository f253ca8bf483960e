using System.Globalization;

namespace Kallsyms.Images.Machines;

/// <summary>A byte pattern in which some bytes, or halves of bytes, are arbitrary.</summary>
/// <param name="Bytes">The fixed bits, with the first byte uppermost; 0 where arbitrary.</param>
/// <param name="Mask">Which bits are compared.</param>
/// <param name="Length">The number of bytes, at most eight.</param>
readonly record struct BytePattern(ulong Bytes, ulong Mask, int Length)
{
    /// <summary>Parses a pattern such as "e8 ?? 1?".</summary>
    public static BytePattern Parse(string text)
    {
        string digits = text.Replace(" ", "", StringComparison.Ordinal);
        string mask = string.Concat(digits.Select(digit => digit == '?' ? '0' : 'f'));
        return new(Number(digits.Replace('?', '0')), Number(mask), digits.Length / 2);
    }

    /// <summary>Whether eight bytes begin with the pattern.</summary>
    public bool Matches(ulong word) => (word & Mask) == Bytes;

    static ulong Number(string digits) => ulong.Parse(digits.PadRight(16, '0'), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
