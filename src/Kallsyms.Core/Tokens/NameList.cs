namespace Kallsyms.Tokens;

/// <summary>
/// The strings that a names sub-table holds, in table order: type letter followed by the symbol's name, as raw bytes,
/// one behind the other in one buffer.
/// </summary>
/// <param name="Buffer">All strings, without separators.</param>
/// <param name="Offsets">
/// Where each string starts in <paramref name="Buffer"/>; one more entry than there are strings, the last is the end.
/// </param>
sealed record NameList(byte[] Buffer, int[] Offsets)
{
    /// <summary>Number of strings.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>The bytes of string <paramref name="index"/>: type letter, then name.</summary>
    public ReadOnlySpan<byte> this[int index] => Buffer.AsSpan(Offsets[index], Offsets[index + 1] - Offsets[index]);
}
