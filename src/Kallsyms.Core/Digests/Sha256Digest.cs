using static System.Numerics.BitOperations;

namespace Kallsyms.Digests;

/// <summary>SHA-256 (FIPS 180-4, 6.2).</summary>
sealed class Sha256Digest() : BlockDigest(
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19], bigEndian: true)
{
    const int Rounds = 64;

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    static readonly uint[] _roots = Primes().Take(Rounds).Select(prime => (uint)(long)((Cbrt(prime) % 1) * 4294967296m)).ToArray();

    /// <inheritdoc/>
    protected override void Mix(uint[] state, ReadOnlySpan<uint> words)
    {
        Span<uint> schedule = stackalloc uint[Rounds];
        words.CopyTo(schedule);
        for (int i = words.Length; i < Rounds; i++)
        {
            uint older = RotateRight(schedule[i - 15], 7) ^ RotateRight(schedule[i - 15], 18) ^ schedule[i - 15] >> 3;
            uint newer = RotateRight(schedule[i - 2], 17) ^ RotateRight(schedule[i - 2], 19) ^ schedule[i - 2] >> 10;
            schedule[i] = schedule[i - 16] + older + schedule[i - 7] + newer;
        }
        (uint a, uint b, uint c, uint d) = (state[0], state[1], state[2], state[3]);
        (uint e, uint f, uint g, uint h) = (state[4], state[5], state[6], state[7]);
        for (int i = 0; i < Rounds; i++)
        {
            uint first = h + (RotateRight(e, 6) ^ RotateRight(e, 11) ^ RotateRight(e, 25)) + (e & f ^ ~e & g) + _roots[i] + schedule[i];
            uint second = (RotateRight(a, 2) ^ RotateRight(a, 13) ^ RotateRight(a, 22)) + (a & b ^ a & c ^ b & c);
            (a, b, c, d, e, f, g, h) = (first + second, a, b, c, d + first, e, f, g);
        }
        ReadOnlySpan<uint> mixed = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < mixed.Length; i++)
            state[i] += mixed[i];
    }

    // A double is not precise enough.
    static decimal Cbrt(int number)
    {
        decimal root = (decimal)Math.Cbrt(number);
        for (int i = 0; i < 3; i++)
            root -= (root * root * root - number) / (3 * root * root);
        return root;
    }

    static IEnumerable<int> Primes() =>
        Enumerable.Range(2, 400).Where(number => Enumerable.Range(2, number - 2).All(divisor => number % divisor != 0));
}
