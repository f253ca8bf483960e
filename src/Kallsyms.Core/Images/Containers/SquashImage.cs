using Kallsyms.Images.Codecs;
using Kallsyms.Images.Containers.Squash;

namespace Kallsyms.Images.Containers;

/// <summary>A squashfs file system, version 4: the files in it that may be kernels, by their names.</summary>
static class SquashImage
{
    public static Contents? Find(ImageHead head, UnpackBudget budget) =>
        SquashSuperblock.Read(head.Bytes) is { } superblock
            ? new(Files(new SquashReader(head.Source, superblock, budget)), superblock.BytesUsed) { IsSure = true }
            : null;

    static IEnumerable<Part> Files(SquashReader reader)
    {
        foreach (SquashFile file in SquashTree.Files(reader, KernelFileName.Matches).Where(file => file.Size >= KernelFileName.MinSize))
        {
            yield return new($"file {file.Path}", 0, reader.Superblock.BytesUsed)
            {
                Assemble = (_, budget) => new(file.Read(reader, budget)),
            };
        }
    }
}
