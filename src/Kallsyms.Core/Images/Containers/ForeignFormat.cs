using Kallsyms.Digests;

namespace Kallsyms.Images.Containers;

/// <summary>A format that may contain a kernel but is not supported here; other tools read it.</summary>
/// <param name="Name">Its name.</param>
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
        new("a VirtualBox disk", "convert it with qemu-img convert -O raw", head => head.U32(0x40) == 0xbeda107f),
        new("a Hyper-V disk", "convert it with qemu-img convert -O raw", head => head.Has(0, "vhdxfile"u8) || head.Has(0, "conectix"u8)),
        new("a QED disk", "convert it with qemu-img convert -O raw", head => head.Has(0, "QED\0"u8)),
        new("a saved state of VMware", "read the .vmem file beside it, or what vmss2core makes of both",
            head => head.U32(0) is 0xbed2bed0 or 0xbad1bad1 or 0xbed2bed2 or 0xbed3bed3),
        new("a saved state of Hyper-V (.vmrs, .vmcx)", "write the memory of the machine with MemProcFS, and read that",
            head => head.U32(0) == 0x01282014),
        new("a saved state of VirtualBox", "start the machine again, and write its memory with VBoxManage debugvm NAME dumpvmcore",
            head => head.Has(0, "\u007fVirtualBox SavedState"u8)),
        new("a migration stream of QEMU before 0.13", "load it into QEMU (-incoming) and write the memory with dump-guest-memory",
            head => head.Has(0, "QEVM"u8) && head.U32BigEndian(4) < 3),
        new("a crash dump of Windows", "that system has no such table", head => head.Has(0, "PAGEDU64"u8) || head.Has(0, "PAGEDUMP"u8)),
        new("a 7z archive", "extract its files with 7z x", head => head.Has(0, [(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c])),
        new("one part of a zip archive that was split", "put the parts together with zip -s 0 FILE.zip --out WHOLE.zip", IsPartOfZip),
        new("a rar archive", "extract its files with unrar x or 7z x", head => head.Has(0, "Rar!\u001a\u0007"u8)),
        new("an Android sparse image", "convert it with simg2img", head => head.U32(0) == 0xed26ff3a),
        new("an update of Android (payload.bin)", "extract its images with payload-dumper-go", head => head.Has(0, "CrAU\0\0\0\0"u8)),
        new("an encrypted volume (LUKS)", "open it with cryptsetup open, and read what is in it",
            head => head.Has(0, "LUKS"u8) && head.Bytes[4] == 0xba),
        new("an LVM volume", "activate it with vgchange -ay, and read what is in it", head => head.Has(0x200, "LABELONE"u8)),
        new("an XFS file system", "mount it, and copy the kernel out", head => head.Has(0, "XFSB"u8)),
        new("a Btrfs file system", "copy its files out with btrfs restore, or mount it", head => head.Has(0x10040, "_BHRfS_M"u8)),
        new("an F2FS file system", "mount it, and copy the kernel out", head => head.U32(0x400) == 0xf2f52010),
        new("an EROFS file system", "extract its files with fsck.erofs --extract=DIR, or mount it", head => head.U32(0x400) == 0xe0f5e1e2),
        new("a FAT file system", "copy the kernel out with mcopy -i FILE, or mount it",
            head => head.U16(510) == 0xaa55 && (head.Has(0x36, "FAT1"u8) || head.Has(0x52, "FAT32   "u8))),
        new("an NTFS or exFAT file system", "mount it, and copy the kernel out",
            head => head.Has(3, "NTFS    "u8) || head.Has(3, "EXFAT   "u8)),
        new("an ext2, ext3 or ext4 file system", "copy the kernel out with debugfs -R 'dump /boot/vmlinuz FILE', or mount it",
            head => head.U16(0x438) == 0xef53 && head.U32(0x418) < 7),
    ];

    /// <summary>Returns the format of an image if it is recognised but not supported.</summary>
    public static ForeignFormat? Recognise(ImageHead head) => _all.FirstOrDefault(format => format.Matches(head));

    /// <summary>Creates the error for an input in which only this was found.</summary>
    public KallsymsException Refuse(string file, long offset) =>
        new(ErrorKind.Unreadable, $"{Name}, which is not read here: {Cure}", file, offset);

    // The first part has a mark at its start; the record at the end of the last one has its number.
    static bool IsPartOfZip(ImageHead head)
    {
        const int record = 22;
        if (head.Has(0, "PK\u0007\u0008"u8))
            return true;
        if (head.Length < record)
            return false;
        byte[] end = head.Source.Read(head.Length - record, record);
        return end.AsSpan().StartsWith("PK\u0005\u0006"u8) && (end[4] | end[5]) != 0;
    }

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
