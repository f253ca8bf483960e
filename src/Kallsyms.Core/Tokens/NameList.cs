namespace Kallsyms.Tokens;

/// <summary>
/// The strings of a names sub-table in table order: type letter followed by the symbol's name, as raw bytes, concatenated in one
/// buffer.
/// </summary>
/// <param name="Buffer">All strings, without separators.</param>
/// <param name="Offsets">
/// Where each string starts in <paramref name="Buffer"/>; one more entry than there are strings, the last being the end.
/// </param>
sealed record NameList(byte[] Buffer, int[] Offsets)
{
    /// <summary>The number of strings.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>The bytes of a string: type letter, then name.</summary>
    public ReadOnlySpan<byte> this[int index] => Buffer.AsSpan(Offsets[index], Offsets[index + 1] - Offsets[index]);
}
