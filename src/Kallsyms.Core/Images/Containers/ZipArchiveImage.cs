using System.IO.Compression;
using Kallsyms.Elf;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>A zip archive: the files that may be kernels, judging by name, or if there are none, the largest file.</summary>
static class ZipArchiveImage
{
    const int MaxFiles = 16;

    // The size of the list of files, each of which takes several kilobytes of memory.
    const long MaxList = 2 << 20;

    public static Contents? Find(ImageHead head) => head.Has(0, "PK\u0003\u0004"u8) ? new(Files(head)) : null;

    static IEnumerable<Part> Files(ImageHead head)
    {
        ZipArchiveEntry[] entries = Entries(head);
        ZipArchiveEntry[] named = [.. entries.Where(entry => KernelFileName.Matches(entry.FullName))];
        foreach (ZipArchiveEntry entry in (named.Length > 0 ? named : entries).OrderByDescending(entry => entry.Length).Take(MaxFiles))
        {
            yield return new($"file {entry.FullName}", 0, head.Length)
            {
                Assemble = (_, budget) => Unpack(entry, budget),
                Stream = _ => Read(() => new ZipEntryStream(entry)),
            };
        }
    }

    // The archive stays open as long as its entries do; it holds nothing but the bytes.
    static ZipArchiveEntry[] Entries(ImageHead head) => Read(() =>
    {
        var bytes = new SourceStream(head.Source) { MayRead = MaxList };
        ZipArchiveEntry[] entries = [.. new ZipArchive(bytes, ZipArchiveMode.Read).Entries
            .Where(entry => entry.Length >= KernelFileName.MinSize)];
        bytes.MayRead = long.MaxValue;
        return entries;
    });

    static Assembled Unpack(ZipArchiveEntry entry, UnpackBudget budget) => Read(() =>
    {
        var output = new UnpackedBytes(budget.Allowance(entry.CompressedLength));
        try
        {
            output.Expect(entry.Length);
            using var stream = new ZipEntryStream(entry);
            Append(stream, output);
            output.Checksum = "crc32";
            return new Assembled(output.Memory, output.Checksum);
        }
        finally
        {
            budget.Charge(output.Length);
        }
    });

    // The platform reports damage as an unknown method.
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
