using Kallsyms.Digests;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>A checksum that a container has of a range of its bytes.</summary>
/// <param name="Name">"crc32", "md5", "sha1" or "sha256".</param>
/// <param name="Offset">First byte, from the start of the container.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="Expected">As it is stored, the first byte first; a crc32 big endian.</param>
sealed record StoredSum(string Name, long Offset, long Length, byte[] Expected)
{
    const int Chunk = 4 << 20;

    /// <summary>It is of a kind that is known.</summary>
    public bool IsKnown => Name is "crc32" or "md5" or "sha1" or "sha256";

    /// <summary>All of the range is there.</summary>
    public bool IsWithin(ImageBytes image) => Offset >= 0 && Length >= 0 && Offset <= image.Length - Length;

    /// <summary>The name of the first of some that could be checked; null: none could.</summary>
    public static string? NameOf(IReadOnlyList<StoredSum> sums, ImageBytes image) =>
        sums.FirstOrDefault(sum => sum.IsWithin(image))?.Name;

    /// <summary>Holds it against the bytes.</summary>
    /// <exception cref="KallsymsException">It is not theirs.</exception>
    public void Check(ImageBytes image, string what)
    {
        byte[] found = Compute(image);
        if (!found.AsSpan().SequenceEqual(Expected))
        {
            throw UnpackedBytes.Error($"damaged: {Name} of 0x{Length:x} bytes of {what}: {Convert.ToHexStringLower(Expected)} expected, "
                + $"{Convert.ToHexStringLower(found)} found");
        }
    }

    byte[] Compute(ImageBytes image)
    {
        var crc = new System.IO.Hashing.Crc32();
        using Digest? digest = Name == "crc32" ? null
            : Digest.Start(Name switch { "md5" => DigestKind.Md5, "sha1" => DigestKind.Sha1, _ => DigestKind.Sha256 });
        byte[] buffer = [];
        for (long done = 0; done < Length; done += Chunk)
        {
            ReadOnlySpan<byte> bytes = image.Read(Offset + done, (int)Math.Min(Chunk, Length - done), ref buffer);
            digest?.Append(bytes);
            if (digest is null)
                crc.Append(bytes);
        }
        if (digest is not null)
            return digest.Finish();
        byte[] sum = crc.GetCurrentHash();
        Array.Reverse(sum); // the package gives the low byte first
        return sum;
    }
}
