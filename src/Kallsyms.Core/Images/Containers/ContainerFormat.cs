using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>A kind of image that is recognised by its header.</summary>
/// <param name="Name">What users call it.</param>
/// <param name="Find">The parts that may hold a kernel, most likely first; null: not of this kind; none: the image is the kernel itself.</param>
sealed record ContainerFormat(string Name, Func<ImageHead, Part[]?> Find)
{
    /// <summary>Name of the kind that is nothing but packed data; users are told how it is packed instead.</summary>
    public const string Packed = "packed";

    /// <summary>All kinds, those with the most telling headers first.</summary>
    public static IReadOnlyList<ContainerFormat> All { get; } =
    [
        new("ELF", head => head.Has(0, "\u007fELF"u8) ? [] : null),
        new("bzImage", BootHeaders.FindBzImage),
        new("EFI zboot", BootHeaders.FindEfiZboot),
        new("arm64 Image", head => head.Has(56, "ARMd"u8) ? [] : null),
        new("riscv Image", head => head.Has(56, "RSC\u0005"u8) ? [] : null),
        new("loongarch Image", head => head.Has(0, "MZ"u8) && head.U32(56) == 0x818223cd ? [] : null),
        new("ARM zImage", BootHeaders.FindArmZImage),
        new("s390 bzImage", BootHeaders.FindS390),
        new("uImage", UImage.Find),
        new("FIT", FitImage.Find),
        new("Android boot image", AndroidBoot.Find),
        new("Qualcomm UNCOMPRESSED_IMG", VendorHeaders.FindUncompressed),
        new("MediaTek header", VendorHeaders.FindMediaTek),
        new("LiME dump", head => head.Has(0, "EMiL"u8) && head.U32(4) == 1 ? [] : null),
        new(Packed, head => CodecMagic.Recognise(head.Bytes[..head.Available]) is Codec codec ? [new("data", 0, head.Length, codec)] : null),
    ];

    /// <summary>The first kind that matches, and its parts; null and none: no header is known.</summary>
    public static (ContainerFormat? Format, Part[] Parts) Recognise(ImageHead head)
    {
        foreach (ContainerFormat format in All)
        {
            if (format.Find(head) is { } parts)
                return (format, parts);
        }
        return (null, []);
    }
}
