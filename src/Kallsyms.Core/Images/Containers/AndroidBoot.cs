namespace Kallsyms.Images.Containers;

/// <summary>Android's boot.img, header versions 0 to 4 (AOSP, boot_img_hdr): the kernel follows the header's page.</summary>
static class AndroidBoot
{
    public static Contents? Find(ImageHead head)
    {
        if (!head.Has(0, "ANDROID!"u8))
            return null;
        // Version 0 has another, large number instead of the version, or zero.
        bool fixedPages = head.U32(40) is >= 3 and < 16;
        uint page = fixedPages ? 4096 : head.U32(36);
        // Kernel, ramdisk and, up to version 2, a second boot loader, each starting on a page.
        long length = page + Pages(head.U32(8), page) + Pages(head.U32(fixedPages ? 12 : 16), page)
            + (fixedPages ? 0 : Pages(head.U32(24), page));
        return Contents.Of(new("kernel", page, head.U32(8)), length) with { IsSure = page is >= 2048 and <= 65536 && page % 2048 == 0 };
    }

    static long Pages(uint length, uint page) => page == 0 ? length : ((long)length + page - 1) / page * page;
}
