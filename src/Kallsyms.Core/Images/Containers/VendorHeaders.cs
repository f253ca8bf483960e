namespace Kallsyms.Images.Containers;

/// <summary>Headers that vendors' boot loaders expect before a kernel.</summary>
static class VendorHeaders
{
    /// <summary>Qualcomm's mark of an uncompressed kernel, and its size.</summary>
    public static Contents? FindUncompressed(ImageHead head) =>
        head.Has(0, "UNCOMPRESSED_IMG"u8) ? Contents.Of(new("kernel", 20, head.U32(16)), 20 + (long)head.U32(16)) : null;

    /// <summary>MediaTek: magic, size and name in 512 bytes.</summary>
    public static Contents? FindMediaTek(ImageHead head) =>
        head.U32(0) == 0x58881688 ? Contents.Of(new("data", 512, head.U32(4)), 512 + (long)head.U32(4)) : null;
}
