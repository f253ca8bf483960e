using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images.Containers;

/// <summary>A kind of image that is recognised by its header.</summary>
/// <param name="Name">Its name for users.</param>
/// <param name="Find">Returns its contents, or null if it is not of this kind. Reading the contents may use up some of the budget.</param>
sealed record ContainerFormat(string Name, Func<ImageHead, UnpackBudget, Contents?> Find)
{
    /// <summary>The name of the kind that is just compressed data; users see its compression instead.</summary>
    public const string Packed = "packed";

    public ContainerFormat(string name, Func<ImageHead, Contents?> find)
        : this(name, (head, _) => find(head))
    {
    }

    /// <summary>All kinds, those with the most distinctive headers first.</summary>
    public static IReadOnlyList<ContainerFormat> All { get; } =
    [
        // The first page of a raw copy of flash is recognised as well, but from the second page on it contains foreign bytes.
        new(NandPages.Name, NandPages.Find),
        .. DumpFormats.All,
        new(Layer.Elf, ElfExtent.Find),
        new("bzImage", BootHeaders.FindBzImage),
        new("EFI zboot", BootHeaders.FindEfiZboot),
        .. MachineTable.ImageMarks.Select(
            kernel => new ContainerFormat(kernel.Mark.Format, head => KernelHeaders.Find(head, kernel.Mark))),
        new("ARM zImage", BootHeaders.FindArmZImage),
        new("s390 bzImage", BootHeaders.FindS390),
        new("uImage", UImage.Find),
        new("FIT", FitImage.Find),
        new("Android boot image", AndroidBoot.Find),
        new("Qualcomm UNCOMPRESSED_IMG", VendorHeaders.FindUncompressed),
        new("MediaTek header", VendorHeaders.FindMediaTek),
        new("GPT", GptDisk.Find),
        new("MBR", MbrDisk.Find),
        new("UBI", UbiImage.Find),
        new("squashfs", SquashImage.Find),
        new("zip", ZipArchiveImage.Find),
        new("qcow2 disk", Qcow2Disk.Find),
        new(Packed, FindPacked),
    ];

    /// <summary>Returns the first kind that matches, and its contents; null and unknown contents if there is none.</summary>
    public static (ContainerFormat? Format, Contents Contents) Recognise(ImageHead head, UnpackBudget budget)
    {
        foreach (ContainerFormat format in All)
        {
            if (format.Find(head, budget) is { } contents)
                return (format, contents);
        }
        return (null, Contents.Unknown);
    }

    /// <summary>Returns the name of an image's kind for users.</summary>
    public static string NameOf(ContainerFormat? format, Contents contents) => format is null ? "flat"
        : format.Name == Packed && contents.Parts is Part[] and [{ Codec: Codec codec }] ? codec.ToString()
        : format.Name;

    static Contents? FindPacked(ImageHead head) =>
        CodecMagic.Recognise(head.Bytes[..head.Available]) is Codec codec ? new Contents((Part[])[new("data", 0, head.Length, codec)])
            : null;
}
