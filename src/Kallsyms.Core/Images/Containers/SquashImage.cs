using Kallsyms.Images.Codecs;
using Kallsyms.Images.Containers.Squash;

namespace Kallsyms.Images.Containers;

/// <summary>A squashfs file system, version 4: the files in it that may be kernels.</summary>
static class SquashImage
{
    public static Contents? Find(ImageHead head, UnpackBudget budget) =>
        SquashSuperblock.Read(head.Bytes) is { } superblock
            ? new(Parts(new SquashReader(head.Source, superblock, budget), budget), superblock.BytesUsed) { IsSure = true }
            : null;

    // Those with names of kernels come first, for the others may take all that may be unpacked.
    static IEnumerable<Part> Parts(SquashReader reader, UnpackBudget budget)
    {
        var others = new List<SquashFile>();
        bool any = false;
        foreach (SquashFile file in SquashTree.Files(reader).Where(file => file.Size >= KernelFile.MinSize))
        {
            if (KernelFile.HasName(file.Path))
                yield return PartOf(reader, file);
            else
                others.Add(file);
            any |= KernelFile.HasName(file.Path);
        }
        foreach (SquashFile file in others.Where(file => HasHeader(reader, file, budget)))
        {
            yield return PartOf(reader, file);
            any = true;
        }
        foreach (SquashFile file in any ? [] : others.OrderByDescending(file => file.Size).Take(KernelFile.MaxUnnamed))
            yield return PartOf(reader, file);
    }

    static Part PartOf(SquashReader reader, SquashFile file) => new(
        $"file {file.Path}", file.Start, reader.Superblock.BytesUsed - file.Start)
    {
        Assemble = (_, budget) => new(file.Read(reader, budget)),
    };

    // A damaged file whose name tells nothing need not be any that counts.
    static bool HasHeader(SquashReader reader, SquashFile file, UnpackBudget budget)
    {
        try
        {
            return KernelFile.HasHeader(file.FirstBlock(reader.Superblock.BlockSize).Read(reader, budget), budget);
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Unreadable && !budget.IsSpent)
        {
            return false;
        }
    }
}
