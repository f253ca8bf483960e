namespace Kallsyms.Images.Containers;

/// <summary>Android's boot.img, header versions 0 to 4 (AOSP, boot_img_hdr): the kernel follows the header's page.</summary>
static class AndroidBoot
{
    public static Part[]? Find(ImageHead head)
    {
        if (!head.Has(0, "ANDROID!"u8))
            return null;
        // Version 0 has another, large number in the place of the version, or zero.
        bool fixedPages = head.U32(40) is >= 3 and < 16;
        uint page = fixedPages ? 4096 : head.U32(36);
        return [new("kernel", page, head.U32(8))];
    }
}
