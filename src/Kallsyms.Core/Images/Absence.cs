using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images;

/// <summary>Why an image has no table.</summary>
public enum AbsenceReason
{
    /// <summary>Nothing in the image looks like a Linux kernel.</summary>
    NoKernel,

    /// <summary>The kernel was built without CONFIG_KALLSYMS.</summary>
    CompiledOut,

    /// <summary>The kernel should have a table, but none was recognised.</summary>
    NotFound,
}

/// <summary>The reason why there is no table, with its evidence.</summary>
public sealed class Absence
{
    internal Absence(AbsenceReason reason, string evidence) => (Reason, Evidence) = (reason, evidence);

    /// <summary>The reason.</summary>
    public AbsenceReason Reason { get; }

    /// <summary>What speaks for it, for people.</summary>
    public string Evidence { get; }

    /// <inheritdoc/>
    public override string ToString() => Reason switch
    {
        AbsenceReason.NoKernel => $"no Linux kernel was recognised: {Evidence}",
        AbsenceReason.CompiledOut => $"the kernel has no table, it was compiled out: {Evidence}",
        _ => $"no table was found: {Evidence}",
    };

    internal static (UnwrappedImage Image, Absence Absence) Explain(IReadOnlyList<UnwrappedImage> images)
    {
        foreach (UnwrappedImage image in images)
        {
            if (VersionBanner.FindFirst(image.Bytes) is not null)
                return (image, Explain(image));
        }
        return (images[0], new(AbsenceReason.NoKernel, "the banner of none (\"Linux version ...\") is in it, packed or not"));
    }

    /// <summary>Explains why a kernel has no table. An image that may be truncated is never said to lack one by configuration.</summary>
    internal static Absence Explain(UnwrappedImage image)
    {
        ImageBytes kernel = image.Bytes;
        // What is missing from a dump may have been left out or cut off.
        if (kernel.IsMachineMemory)
            return new(AbsenceReason.NotFound,
                "there is a kernel's banner in this memory, but no whole table: its pages may not be in the dump");
        EmbeddedConfig? config = EmbeddedConfig.Find(kernel);
        bool isOn = config?["CONFIG_KALLSYMS"] == "y";
        if ((config is null || isOn) && KernelBanner.Release(VersionBanner.FindFirst(kernel)) is { } release
            && KernelRelease.IsBeforeTokens(release))
        {
            return new(AbsenceReason.NotFound, $"{release} is before 2.6.10, and a table of 2.5.54 to 2.6.9 (stem compression) is not read"
                + " here: take the System.map of its build");
        }
        if (TableRemains.Find(kernel) is { } remains)
            return new(AbsenceReason.NotFound, $"{remains}: the table is damaged");
        if (config is not null)
        {
            return isOn
                ? new(AbsenceReason.NotFound, "the kernel's own configuration has CONFIG_KALLSYMS=y")
                : new(AbsenceReason.CompiledOut, "the kernel's own configuration has CONFIG_KALLSYMS off");
        }
        if (image.IsPackedKernel)
        {
            return new(AbsenceReason.NotFound,
                $"the kernel that is packed in the {image.Format} was not recognised: the file may be damaged, or cut off");
        }
        // Every kernel with a table and a /proc contains this name; no other kernel does.
        if (kernel.Find("\0kallsyms\0"u8) is not null)
        {
            return new(AbsenceReason.NotFound,
                "the kernel has the name of /proc/kallsyms, but no token index agrees with the bytes before it");
        }
        return image.IsWhole
            ? new(AbsenceReason.CompiledOut, "the kernel does not have the name of /proc/kallsyms, and no token index is in it")
            : new(AbsenceReason.NotFound,
                "neither the name of /proc/kallsyms nor a token index is in these bytes, and nothing tells whether they are all of the "
                + "kernel: CONFIG_KALLSYMS may be off, or its end be cut off");
    }
}
