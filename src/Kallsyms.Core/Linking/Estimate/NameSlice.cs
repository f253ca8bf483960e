using System.Text;
using Kallsyms.Tokens;

namespace Kallsyms.Linking.Estimate;

/// <summary>A symbol's name as a slice of its string table; equal to any other slice with the same bytes.</summary>
readonly struct NameSlice(byte[] strings, int offset, int length) : IEquatable<NameSlice>
{
    public ReadOnlySpan<byte> Bytes => strings.AsSpan(offset, length);

    public byte[] Strings => strings;

    public int Offset => offset;

    public int Length => length;

    public static NameSlice Encode(string name) => new(Encoding.Latin1.GetBytes(name), 0, name.Length);

    public bool Equals(NameSlice other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is NameSlice other && Equals(other);

    public override int GetHashCode() => (int)NameHash.Of(Bytes);
}
