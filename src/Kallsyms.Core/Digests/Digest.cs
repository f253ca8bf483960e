using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kallsyms.Digests;

/// <summary>Digest algorithms.</summary>
enum DigestKind
{
    /// <summary>16 bytes (RFC 1321).</summary>
    Md5,

    /// <summary>20 bytes (FIPS 180-4).</summary>
    Sha1,

    /// <summary>32 bytes (FIPS 180-4).</summary>
    Sha256,

    /// <summary>32 bytes, any prefix of which may be used (the BLAKE3 paper).</summary>
    Blake3,
}

/// <summary>
/// Digests bytes that come in pieces. .NET leaves the algorithms that it knows to OpenSSL, the fastest implementation, and ends the
/// process if that is not installed; in that case they are computed here.
/// </summary>
abstract class Digest : IDisposable
{
    // The names that .NET looks for (pal: opensslshim); any that exists is sufficient.
    static readonly Lazy<bool> _hasOpenSsl = new(() => ((string[])["libssl.so.3", "libssl.so.1.1"]).Any(Loads));

    /// <summary>Starts a digest.</summary>
    public static Digest Start(DigestKind kind) =>
        kind != DigestKind.Blake3 && _hasOpenSsl.Value ? new OpenSslDigest(kind) : StartManaged(kind);

    /// <summary>Starts a digest without OpenSSL.</summary>
    internal static Digest StartManaged(DigestKind kind) => kind switch
    {
        DigestKind.Md5 => new Md5Digest(),
        DigestKind.Sha1 => new Sha1Digest(),
        DigestKind.Blake3 => new Blake3Digest(),
        _ => new Sha256Digest(),
    };

    /// <summary>Returns the digest of some bytes.</summary>
    public static byte[] Compute(DigestKind kind, ReadOnlySpan<byte> bytes)
    {
        using Digest digest = Start(kind);
        digest.Append(bytes);
        return digest.Finish();
    }

    /// <summary>Adds bytes.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Returns the digest. Must be called only once.</summary>
    public abstract byte[] Finish();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    static bool Loads(string library) => NativeLibrary.TryLoad(library, out _);

    sealed class OpenSslDigest(DigestKind kind) : Digest
    {
        readonly IncrementalHash _hash = IncrementalHash.CreateHash(kind switch
        {
            DigestKind.Md5 => HashAlgorithmName.MD5,
            DigestKind.Sha1 => HashAlgorithmName.SHA1,
            _ => HashAlgorithmName.SHA256,
        });

        public override void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

        public override byte[] Finish() => _hash.GetHashAndReset();

        public override void Dispose()
        {
            _hash.Dispose();
            base.Dispose();
        }
    }
}
