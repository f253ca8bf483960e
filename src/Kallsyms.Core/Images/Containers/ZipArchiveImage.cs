using System.IO.Compression;
using Kallsyms.Elf;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>A zip archive: the files in it that may be kernels.</summary>
static class ZipArchiveImage
{
    // The size of the list of files, each of which takes several kilobytes of memory.
    const long MaxList = 2 << 20;

    public static Contents? Find(ImageHead head, UnpackBudget budget) =>
        head.Has(0, "PK\u0003\u0004"u8) ? new(Files(head, budget)) : null;

    static IEnumerable<Part> Files(ImageHead head, UnpackBudget budget)
    {
        ZipArchiveEntry[] entries = Entries(head);
        ZipArchiveEntry[] likely = [.. entries.Where(entry => KernelFile.HasName(entry.FullName) || HasHeader(entry, budget))];
        foreach (ZipArchiveEntry entry in (likely.Length > 0 ? likely : entries).OrderByDescending(entry => entry.Length)
            .Take(KernelFile.MaxUnnamed))
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
            .Where(entry => entry.Length >= KernelFile.MinSize)];
        bytes.MayRead = long.MaxValue;
        return entries;
    });

    // A damaged file whose name tells nothing need not be any that counts.
    static bool HasHeader(ZipArchiveEntry entry, UnpackBudget budget)
    {
        try
        {
            return Read(() =>
            {
                using var stream = new ZipEntryStream(entry);
                var start = new byte[ImageHead.Size];
                return KernelFile.HasHeader(start.AsMemory(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)), budget);
            });
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable)
        {
            return false;
        }
    }

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
