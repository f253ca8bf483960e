using static System.Numerics.BitOperations;

namespace Kallsyms.Digests;

/// <summary>MD5 (RFC 1321, 3.4).</summary>
sealed class Md5Digest() : BlockDigest([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476], bigEndian: false)
{
    const int Rounds = 64;

    // Four for each quarter of the rounds.
    static readonly int[] _shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    static readonly uint[] _sines = Enumerable.Range(1, Rounds).Select(i => (uint)(Math.Abs(Math.Sin(i)) * 4294967296)).ToArray();

    /// <inheritdoc/>
    protected override void Mix(uint[] state, ReadOnlySpan<uint> words)
    {
        (uint a, uint b, uint c, uint d) = (state[0], state[1], state[2], state[3]);
        for (int i = 0; i < Rounds; i++)
        {
            (uint mixed, int word) = (i / 16) switch
            {
                0 => (b & c | ~b & d, i),
                1 => (d & b | ~d & c, 5 * i + 1),
                2 => (b ^ c ^ d, 3 * i + 5),
                _ => (c ^ (b | ~d), 7 * i),
            };
            uint sum = a + mixed + _sines[i] + words[word % words.Length];
            (a, b, c, d) = (d, b + RotateLeft(sum, _shifts[i / 16 * 4 + i % 4]), b, c);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
}
