using System.IO.Compression;
using Kallsyms.Digests;
using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>A zip archive: the files in it that may be kernels, by their names, or if none has such a name, the largest.</summary>
static class ZipArchiveImage
{
    const int MaxFiles = 16;

    public static Contents? Find(ImageHead head) => head.Has(0, "PK\u0003\u0004"u8) ? new(Files(head)) : null;

    static IEnumerable<Part> Files(ImageHead head)
    {
        ZipArchiveEntry[] entries = Read(() =>
        {
            using var archive = new ZipArchive(new SourceStream(head.Source), ZipArchiveMode.Read);
            return archive.Entries.Where(entry => entry.Length >= KernelFileName.MinSize).ToArray();
        });
        ZipArchiveEntry[] named = [.. entries.Where(entry => KernelFileName.Matches(entry.FullName))];
        foreach (ZipArchiveEntry entry in (named.Length > 0 ? named : entries).OrderByDescending(entry => entry.Length).Take(MaxFiles))
        {
            string name = entry.FullName;
            yield return new($"file {name}", 0, head.Length)
            {
                Assemble = (image, budget) => Unpack(image, name, budget),
                Stream = source => new ZipArchive(new SourceStream(source), ZipArchiveMode.Read).GetEntry(name)!.Open(),
            };
        }
    }

    static Assembled Unpack(ImageBytes image, string name, UnpackBudget budget) => Read(() =>
    {
        using var archive = new ZipArchive(new SourceStream(image.Source), ZipArchiveMode.Read);
        ZipArchiveEntry entry = archive.GetEntry(name)!;
        var output = new UnpackedBytes(budget.Allowance(entry.CompressedLength));
        try
        {
            output.Expect(entry.Length);
            using Stream stream = entry.Open();
            Append(stream, output);
            if (output.Length != entry.Length)
                throw UnpackedBytes.Error($"truncated: {output.Length} of {entry.Length} bytes");
            output.Check("crc32", entry.Crc32, Crc32.OfZip(output.Memory.Span), "file of a zip archive");
            return new Assembled(output.Memory, output.Checksum);
        }
        finally
        {
            budget.Charge(output.Length);
        }
    });

    // The platform calls damage an unknown method.
    static void Append(Stream stream, UnpackedBytes output)
    {
        try
        {
            output.Append(stream);
        }
        catch (InvalidDataException e)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"damaged file of a zip archive, behind about {output.Length} bytes unpacked", inner: e);
        }
    }

    static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not KallsymsException and not OutOfMemoryException)
        {
            // The list of files is at the end.
            throw new KallsymsException(ErrorKind.Unreadable, $"damaged or truncated zip archive: {e.Message}", inner: e);
        }
    }
}
