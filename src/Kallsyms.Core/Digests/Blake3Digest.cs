using Blake3;

namespace Kallsyms.Digests;

/// <summary>BLAKE3 of any number of bytes.</summary>
sealed class Blake3Digest : Digest
{
    Hasher _hasher = Hasher.New();

    public override void Append(ReadOnlySpan<byte> bytes) => _hasher.Update(bytes);

    public override byte[] Finish() => _hasher.Finalize().AsSpan().ToArray();

    public override void Dispose()
    {
        _hasher.Dispose();
        base.Dispose();
    }
}
