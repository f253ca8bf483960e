using Kallsyms.Digests;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>A checksum that a container stores for a range of its bytes.</summary>
/// <param name="Name">"crc32", "md5", "sha1" or "sha256".</param>
/// <param name="Offset">The offset of the first byte from the start of the container.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="Expected">The stored value, in order of bytes; big-endian for a crc32.</param>
sealed record StoredSum(string Name, long Offset, long Length, byte[] Expected)
{
    const int Chunk = 4 << 20;

    /// <summary>Whether its kind is supported.</summary>
    public bool IsKnown => Name is "crc32" or "md5" or "sha1" or "sha256";

    /// <summary>Whether the whole range is present.</summary>
    public bool IsWithin(ImageBytes image) => Offset >= 0 && Length >= 0 && Offset <= image.Length - Length;

    /// <summary>Returns the name of the first checksum that can be checked, or null.</summary>
    public static string? NameOf(IReadOnlyList<StoredSum> sums, ImageBytes image) =>
        sums.FirstOrDefault(sum => sum.IsWithin(image))?.Name;

    /// <summary>Compares it with the bytes.</summary>
    /// <exception cref="KallsymsException">The checksum does not match.</exception>
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
