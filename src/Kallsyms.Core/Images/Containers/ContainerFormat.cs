using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>A kind of image that is recognised by its header.</summary>
/// <param name="Name">What users call it.</param>
/// <param name="Find">What is in it; null: it is not of this kind. Reading the contents may cost something of the budget.</param>
sealed record ContainerFormat(string Name, Func<ImageHead, UnpackBudget, Contents?> Find)
{
    /// <summary>Name of the kind that is nothing but packed data; users are told how it is packed instead.</summary>
    public const string Packed = "packed";

    public ContainerFormat(string name, Func<ImageHead, Contents?> find)
        : this(name, (head, _) => find(head))
    {
    }

    /// <summary>All kinds, those with the most telling headers first.</summary>
    public static IReadOnlyList<ContainerFormat> All { get; } =
    [
        // What is in the first page of a raw copy of flash is recognised too, but has strange bytes in it from the second page on.
        new(NandPages.Name, NandPages.Find),
        .. DumpFormats.All,
        new("ELF", ElfExtent.Find),
        new("bzImage", BootHeaders.FindBzImage),
        new("EFI zboot", BootHeaders.FindEfiZboot),
        new("arm64 Image", head => KernelHeaders.Find(head, "ARMd"u8)),
        new("riscv Image", head => KernelHeaders.Find(head, "RSC\u0005"u8)),
        new("loongarch Image", KernelHeaders.FindLoongArch),
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

    /// <summary>The first kind that matches, and what is in it; null and nothing known: no header is known.</summary>
    public static (ContainerFormat? Format, Contents Contents) Recognise(ImageHead head, UnpackBudget budget)
    {
        foreach (ContainerFormat format in All)
        {
            if (format.Find(head, budget) is { } contents)
                return (format, contents);
        }
        return (null, Contents.Unknown);
    }

    /// <summary>What users call an image of a kind.</summary>
    public static string NameOf(ContainerFormat? format, Contents contents) => format is null ? "flat"
        : format.Name == Packed && contents.Parts is Part[] and [{ Codec: Codec codec }] ? codec.ToString()
        : format.Name;

    static Contents? FindPacked(ImageHead head) =>
        CodecMagic.Recognise(head.Bytes[..head.Available]) is Codec codec ? new Contents((Part[])[new("data", 0, head.Length, codec)])
            : null;
}
