using Kallsyms.Digests;

namespace Kallsyms.Images.Containers;

/// <summary>Something that may hold a kernel and is not read here; other tools do.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Cure">What to do.</param>
/// <param name="Matches">Recognises it by its first bytes.</param>
sealed record ForeignFormat(string Name, string Cure, Func<ImageHead, bool> Matches)
{
    static readonly ForeignFormat[] _all =
    [
        new("a UBIFS file system", "extract its files with ubireader_extract_files (ubi_reader), or mount it",
            head => head.Has(0, [0x31, 0x18, 0x10, 0x06])),
        new("a JFFS2 file system", "extract its files with jefferson, or mount it", IsJffs2),
        new("a squashfs file system of an old version", "extract its files with unsquashfs, or with sasquatch",
            head => head.Has(0, "hsqs"u8) && head.U16(28) != 4 || head.Has(0, "sqsh"u8)),
        new("a cramfs file system", "extract its files with fsck.cramfs --extract=DIR, or mount it",
            head => head.U32(0) == 0x28cd3d45 || head.U32BigEndian(0) == 0x28cd3d45),
        new("a VMware disk", "convert it with qemu-img convert -O raw",
            head => head.Has(0, "KDMV"u8) || head.Has(0, "# Disk DescriptorFile"u8)),
        new("a migration stream of QEMU before 0.13", "load it into QEMU (-incoming) and write the memory with dump-guest-memory",
            head => head.Has(0, "QEVM"u8) && head.U32BigEndian(4) < 3),
        new("a crash dump of Windows", "that system has no such table", head => head.Has(0, "PAGEDU64"u8) || head.Has(0, "PAGEDUMP"u8)),
        new("a 7z archive", "extract its files with 7z x", head => head.Has(0, [(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c])),
        new("an ext2, ext3 or ext4 file system", "copy the kernel out with debugfs -R 'dump /boot/vmlinuz FILE', or mount it",
            head => head.U16(0x438) == 0xef53 && head.U32(0x418) < 7),
    ];

    /// <summary>What an image is, if it is known and not read.</summary>
    public static ForeignFormat? Recognise(ImageHead head) => _all.FirstOrDefault(format => format.Matches(head));

    /// <summary>The error for an input in which nothing but this was found.</summary>
    public KallsymsException Refuse(string file, long offset) =>
        new(ErrorKind.Unreadable, $"{Name}, which is not read here: {Cure}", file, offset);

    // A node of any kind, clean marker or data, in either byte order: magic, type, length, and a checksum over these.
    static bool IsJffs2(ImageHead head)
    {
        bool little = head.U16(0) == 0x1985;
        if (!little && head.U32BigEndian(0) >> 16 != 0x1985)
            return false;
        uint sum = Crc32.Compute(0, head.Bytes[..8]);
        return sum == (little ? head.U32(8) : head.U32BigEndian(8));
    }
}
