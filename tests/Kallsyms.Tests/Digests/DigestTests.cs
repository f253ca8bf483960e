using System.Security.Cryptography;
using Kallsyms.Digests;
using Xunit;

namespace Kallsyms.Tests.Digests;

/// <summary>Digests made here against those of OpenSSL, which are used where it is installed.</summary>
public class DigestTests
{
    // Around the places where the last block is full, or has no room for the length.
    static readonly int[] _lengths = [.. Enumerable.Range(0, 200), 1 << 16, (1 << 16) + 57];

    [Theory]
    [InlineData(0, "MD5")]
    [InlineData(1, "SHA1")]
    [InlineData(2, "SHA256")]
    public void WithoutOpenSsl_DigestIsTheSame(int kind, string name)
    {
        foreach (byte[] bytes in _lengths.Select(Bytes))
        {
            byte[] expected = CryptographicOperations.HashData(new HashAlgorithmName(name), bytes);
            Assert.Equal(expected, InPieces(Digest.StartManaged((DigestKind)kind), bytes, bytes.Length + 1));
            Assert.Equal(expected, InPieces(Digest.StartManaged((DigestKind)kind), bytes, 7));
            Assert.Equal(expected, InPieces(Digest.StartManaged((DigestKind)kind), bytes, 64));
            Assert.Equal(expected, Digest.Compute((DigestKind)kind, bytes));
        }
    }

    static byte[] InPieces(Digest digest, byte[] bytes, int length)
    {
        for (int at = 0; at < bytes.Length; at += length)
            digest.Append(bytes.AsSpan(at, Math.Min(length, bytes.Length - at)));
        return digest.Finish();
    }

    static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 + i / 251))];
}
