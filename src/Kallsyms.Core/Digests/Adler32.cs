namespace Kallsyms.Digests;

/// <summary>Adler-32 (RFC 1950, 8.2), the checksum of zlib and lzop.</summary>
static class Adler32
{
    const uint Modulus = 65521;

    // The most bytes whose sums fit 32 bits before reduction.
    const int Chunk = 5552;

    /// <summary>Returns the checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        (uint low, uint high) = (1, 0);
        for (; bytes.Length > 0; bytes = bytes[Math.Min(Chunk, bytes.Length)..])
        {
            foreach (byte value in bytes[..Math.Min(Chunk, bytes.Length)])
            {
                low += value;
                high += low;
            }
            low %= Modulus;
            high %= Modulus;
        }
        return high << 16 | low;
    }
}
