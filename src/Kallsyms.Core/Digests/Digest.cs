using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kallsyms.Digests;

/// <summary>How bytes are digested.</summary>
enum DigestKind
{
    /// <summary>16 bytes (RFC 1321).</summary>
    Md5,

    /// <summary>20 bytes (FIPS 180-4).</summary>
    Sha1,

    /// <summary>32 bytes (FIPS 180-4).</summary>
    Sha256,

    /// <summary>32 bytes, of which any number from the start may be used (the BLAKE3 paper).</summary>
    Blake3,
}

/// <summary>
/// A digest of bytes that come in pieces. .NET leaves those that it knows to OpenSSL, the fastest there is, and ends the process where that
/// is not installed; there they are worked out here.
/// </summary>
abstract class Digest : IDisposable
{
    // Those that .NET looks for (pal: opensslshim); one that is there has what it needs.
    static readonly Lazy<bool> _hasOpenSsl = new(() => ((string[])["libssl.so.3", "libssl.so.1.1"]).Any(Loads));

    /// <summary>Starts one.</summary>
    public static Digest Start(DigestKind kind) =>
        kind != DigestKind.Blake3 && _hasOpenSsl.Value ? new OpenSslDigest(kind) : StartManaged(kind);

    /// <summary>The same without OpenSSL.</summary>
    internal static Digest StartManaged(DigestKind kind) => kind switch
    {
        DigestKind.Md5 => new Md5Digest(),
        DigestKind.Sha1 => new Sha1Digest(),
        DigestKind.Blake3 => new Blake3Digest(),
        _ => new Sha256Digest(),
    };

    /// <summary>The digest of some bytes.</summary>
    public static byte[] Compute(DigestKind kind, ReadOnlySpan<byte> bytes)
    {
        using Digest digest = Start(kind);
        digest.Append(bytes);
        return digest.Finish();
    }

    /// <summary>Takes the next bytes.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The digest. Called once.</summary>
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
