using static System.Numerics.BitOperations;

namespace Kallsyms.Digests;

/// <summary>SHA-1 (FIPS 180-4, 6.1).</summary>
sealed class Sha1Digest() : BlockDigest([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0], bigEndian: true)
{
    const int Rounds = 80;

    /// <inheritdoc/>
    protected override void Mix(uint[] state, ReadOnlySpan<uint> words)
    {
        Span<uint> schedule = stackalloc uint[Rounds];
        words.CopyTo(schedule);
        for (int i = words.Length; i < Rounds; i++)
            schedule[i] = RotateLeft(schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16], 1);
        (uint a, uint b, uint c, uint d, uint e) = (state[0], state[1], state[2], state[3], state[4]);
        for (int i = 0; i < Rounds; i++)
        {
            uint mixed = i switch
            {
                < 20 => (b & c | ~b & d) + 0x5a827999,
                < 40 => (b ^ c ^ d) + 0x6ed9eba1,
                < 60 => (b & c | b & d | c & d) + 0x8f1bbcdc,
                _ => (b ^ c ^ d) + 0xca62c1d6,
            };
            (a, b, c, d, e) = (RotateLeft(a, 5) + mixed + e + schedule[i], a, RotateLeft(b, 30), c, d);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }
}
