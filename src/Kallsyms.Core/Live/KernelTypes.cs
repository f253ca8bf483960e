using Kallsyms.Btf;
using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Images.Layers;

namespace Kallsyms.Live;

/// <summary>Finds the type information in a kernel's own bytes.</summary>
static class KernelTypes
{
    // Candidates include the types of modules and tests, and false positives.
    const int MaxTries = 64;

    /// <summary>Returns the largest type information; null if there is none, or the dump lacks some of its pages.</summary>
    /// <param name="kernel">The kernel, which has a table.</param>
    public static BtfTypes? Find(Kernel kernel)
    {
        ImageBytes memory = kernel.Image.Bytes;
        ElfFormat format = kernel.Table!.Spec.Format;
        byte[] magic = BtfTypes.Magic(format);
        BtfTypes? best = null;
        long at = kernel.Own.Start;
        for (int i = 0; i < MaxTries && memory.Find(magic, at, kernel.Own.End) is long found; i++, at = found + 1)
        {
            byte[]? Read(long offset, long length) => found + offset <= memory.Length - length && memory.IsKnown(found + offset, length)
                ? memory.Source.Read(found + offset, length) : null;
            if (BtfTypes.Read(Read, format) is { } types && types.Count > (best?.Count ?? 0))
                best = types;
        }
        return best;
    }
}
