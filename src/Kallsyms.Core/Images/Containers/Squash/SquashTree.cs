using System.Buffers.Binary;
using System.Text;

namespace Kallsyms.Images.Containers.Squash;

/// <summary>Walks the directories of a squashfs.</summary>
static class SquashTree
{
    const int MaxDepth = 32;
    const int MaxEntries = 1 << 18;
    const int MaxDirectory = 16 << 20;
    const int MaxName = 256; // SQUASHFS_NAME_LEN
    const int MaxPath = 4096; // PATH_MAX
    const int BasicDirectory = 1;
    const int BasicFile = 2;
    const int ExtendedDirectory = 8;
    const int ExtendedFile = 9;

    // Sizes of directories include three nonexistent bytes for the entries . and ..
    const int Imaginary = 3;

    readonly record struct Entry(string Name, int Type, long Block, int Offset);

    /// <summary>The regular files.</summary>
    /// <exception cref="KallsymsException">A directory is damaged, or exceeds the limits.</exception>
    public static IEnumerable<SquashFile> Files(SquashReader reader)
    {
        int left = MaxEntries;
        var directories = new Stack<(string Parent, int Depth, Entry Entry)>();
        ulong root = reader.Superblock.RootInode;
        directories.Push(("", 0, new("", BasicDirectory, (long)(root >> 16), (int)(root & 0xffff))));
        var seen = new HashSet<(long Block, int Offset)>(); // directories: a damaged one may contain itself
        while (directories.TryPop(out (string Parent, int Depth, Entry Entry) directory))
        {
            if (!seen.Add((directory.Entry.Block, directory.Entry.Offset)))
                throw SquashReader.Damaged(reader.Superblock.Inodes + directory.Entry.Block);
            string path = directory.Parent + directory.Entry.Name + "/";
            if (path.Length > MaxPath)
                throw new KallsymsException(ErrorKind.Unreadable, $"squashfs has a path of more than {MaxPath} characters: damaged");
            foreach (Entry entry in Entries(reader, directory.Entry))
            {
                if (--left < 0)
                    throw new KallsymsException(ErrorKind.Unreadable, $"squashfs has more than {MaxEntries} files, which is the limit");
                if (entry.Type is BasicDirectory or ExtendedDirectory && directory.Depth < MaxDepth)
                    directories.Push((path, directory.Depth + 1, entry));
                else if (entry.Type is BasicFile or ExtendedFile)
                    yield return ReadFile(reader, path + entry.Name, entry);
            }
        }
    }

    static List<Entry> Entries(SquashReader reader, Entry directory)
    {
        byte[] head = Inode(reader, directory, 2);
        bool extended = U16(head, 0) == ExtendedDirectory;
        byte[] inode = Inode(reader, directory, extended ? 40 : 32);
        long size = (extended ? U32(inode, 20) : U16(inode, 24)) - Imaginary;
        long block = extended ? U32(inode, 24) : U32(inode, 16);
        int offset = U16(inode, extended ? 34 : 26);
        var entries = new List<Entry>();
        if (size <= 0)
            return entries;
        if (size > MaxDirectory)
            throw SquashReader.Damaged(reader.Superblock.Directories + block);
        byte[] bytes = reader.Metadata(reader.Superblock.Directories + block, offset, (int)size);
        // Runs of entries with inodes in one block: a count minus one, the block, a number; each entry has a name, preceded by its
        // length minus one.
        for (int at = 0; at + 12 <= bytes.Length;)
        {
            long count = U32(bytes, at) + 1L;
            uint inodes = U32(bytes, at + 4);
            at += 12;
            for (long i = 0; i < count && at + 8 <= bytes.Length; i++)
            {
                int length = U16(bytes, at + 6) + 1;
                if (length > MaxName || at + 8 + length > bytes.Length)
                    throw SquashReader.Damaged(reader.Superblock.Directories + block);
                entries.Add(new(Encoding.UTF8.GetString(bytes, at + 8, length), U16(bytes, at + 4), inodes, U16(bytes, at)));
                at += 8 + length;
            }
        }
        return entries;
    }

    static SquashFile ReadFile(SquashReader reader, string path, Entry entry)
    {
        bool extended = U16(Inode(reader, entry, 2), 0) == ExtendedFile;
        int head = extended ? 56 : 32;
        byte[] inode = Inode(reader, entry, head);
        long size = extended ? BinaryPrimitives.ReadInt64LittleEndian(inode.AsSpan(24)) : U32(inode, 28);
        long start = extended ? BinaryPrimitives.ReadInt64LittleEndian(inode.AsSpan(16)) : U32(inode, 16);
        uint fragment = U32(inode, extended ? 44 : 20);
        uint offset = U32(inode, extended ? 48 : 24);
        return new(path, size, start, fragment, offset, entry.Block, entry.Offset, head);
    }

    /// <summary>Reads the first bytes of an inode.</summary>
    public static byte[] Inode(SquashReader reader, long block, int offset, int count) =>
        reader.Metadata(reader.Superblock.Inodes + block, offset, count);

    static byte[] Inode(SquashReader reader, Entry entry, int count) => Inode(reader, entry.Block, entry.Offset, count);

    static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}
