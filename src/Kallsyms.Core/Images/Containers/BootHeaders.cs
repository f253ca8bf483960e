using System.Text;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Headers that the kernel's own build puts before a packed kernel. If they do not locate the packed kernel, no parts are returned, and
/// it is found by searching.
/// </summary>
static class BootHeaders
{
    /// <summary>
    /// x86: since protocol 2.08 the setup header (Documentation/arch/x86/boot.rst) locates the payload. Before, only the start of the
    /// code after the setup sectors is known.
    /// </summary>
    public static Contents? FindBzImage(ImageHead head)
    {
        if (head.U16(0x1fe) != 0xaa55 || !head.Has(0x202, "HdrS"u8))
            return null;
        long code = ((head.Bytes[0x1f1] == 0 ? 4 : head.Bytes[0x1f1]) + 1) * 512L;
        ushort protocol = head.U16(0x206);
        // The code size in units of 16 bytes; before protocol 2.04 the field is too small for it.
        long length = protocol >= 0x204 ? code + head.U32(0x1f4) * 16L : 0;
        if (protocol < 0x208 || head.U32(0x24c) == 0)
            return new(null, length > code ? length : null) { IsPackedKernel = true };
        var payload = new Part("payload", code + head.U32(0x248), head.U32(0x24c));
        long end = payload.Offset + payload.Length;
        return Contents.Of(payload, length > code ? Math.Max(length, end) : null) with
        {
            Least = Math.Max(length, end),
            IsSure = true,
        };
    }

    /// <summary>
    /// The self-extracting EFI stub (drivers/firmware/efi/libstub/zboot-header.S): offset, size and name of the compression.
    /// </summary>
    public static Contents? FindEfiZboot(ImageHead head)
    {
        if (!head.Has(0, "MZ"u8) || !head.Has(4, "zimg"u8))
            return null;
        ReadOnlySpan<byte> name = head.Bytes.Slice(24, 32);
        int end = name.IndexOf((byte)0);
        Codec? codec = Encoding.ASCII.GetString(end < 0 ? name : name[..end]) switch
        {
            "gzip" => Codec.Gzip,
            "lz4" => Codec.Lz4Legacy,
            "lzma" => Codec.Lzma,
            "lzo" => Codec.Lzop,
            "xzkern" or "xz" => Codec.Xz,
            "zstd22" or "zstd" => Codec.Zstd,
            _ => null,
        };
        return Contents.Of(new("payload", head.U32(8), head.U32(12), codec), head.U32(8) + (long)head.U32(12)) with
        {
            IsSure = codec is not null,
        };
    }

    /// <summary>
    /// ARM: the magic number tells where the image starts and ends, not where the payload is. It stands in boot loaders too, but not
    /// behind the instructions without an effect that an image starts with.
    /// </summary>
    public static Contents? FindArmZImage(ImageHead head)
    {
        const uint nop = 0xe1a00000;
        (uint start, uint end) = head.U32(0x24) == 0x016f2818 ? (head.U32(0x28), head.U32(0x2c))
            : head.U32BigEndian(0x24) == 0x016f2818 ? (head.U32BigEndian(0x28), head.U32BigEndian(0x2c))
            : (1u, 0u);
        return start > end ? null : new(null, end - start > 0x30 ? end - start : null)
        {
            IsPackedKernel = true,
            IsSure = head.U32(8) == nop && head.U32(12) == nop || head.U32BigEndian(8) == nop && head.U32BigEndian(12) == nop,
        };
    }

    /// <summary>s390: the mark at the entry point of a kernel, packed or not (arch/s390/boot/head.S).</summary>
    public static Contents? FindS390(ImageHead head) =>
        head.Has(0x10008, "S390EP"u8) ? Contents.Unknown with { IsPackedKernel = true } : null;
}
