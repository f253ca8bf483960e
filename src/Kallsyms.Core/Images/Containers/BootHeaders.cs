using System.Text;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>
/// Headers that the kernel's own build puts before a packed kernel. Where none says where the packed kernel is, no parts are given: it
/// is found by searching.
/// </summary>
static class BootHeaders
{
    /// <summary>
    /// x86: the setup header (Documentation/arch/x86/boot.rst) has the payload's place since protocol 2.08. Before, only where the code
    /// behind the setup sectors starts is known.
    /// </summary>
    public static Part[]? FindBzImage(ImageHead head)
    {
        if (head.U16(0x1fe) != 0xaa55 || !head.Has(0x202, "HdrS"u8))
            return null;
        long code = ((head.Bytes[0x1f1] == 0 ? 4 : head.Bytes[0x1f1]) + 1) * 512L;
        return head.U16(0x206) >= 0x208 && head.U32(0x24c) != 0
            ? [new("payload", code + head.U32(0x248), head.U32(0x24c))]
            : [];
    }

    /// <summary>The EFI stub that unpacks (drivers/firmware/efi/libstub/zboot-header.S): offset, size and name of the compression.</summary>
    public static Part[]? FindEfiZboot(ImageHead head)
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
        return [new("payload", head.U32(8), head.U32(12), codec)];
    }

    /// <summary>ARM: the magic number tells where the image starts and ends, not where the payload is.</summary>
    public static Part[]? FindArmZImage(ImageHead head) =>
        head.U32(0x24) == 0x016f2818 || head.U32BigEndian(0x24) == 0x016f2818 ? [] : null;

    /// <summary>s390: the mark of the entry point of a kernel that is packed, or not (arch/s390/boot/head.S).</summary>
    public static Part[]? FindS390(ImageHead head) => head.Has(0x10008, "S390EP"u8) ? [] : null;
}
