using System.Globalization;
using System.Text;

namespace Kallsyms.Elf;

/// <summary>
/// Reads the members of an ar archive (ar(5); GNU and BSD long names), including thin archives, whose members are separate files.
/// </summary>
static class ArArchive
{
    const int HeaderSize = 60;

    static readonly byte[] _magic = Encoding.ASCII.GetBytes("!<arch>\n");
    static readonly byte[] _thinMagic = Encoding.ASCII.GetBytes("!<thin>\n");

    /// <summary>Whether the bytes start like an archive.</summary>
    public static bool IsArchive(ByteSource source)
    {
        Span<byte> start = stackalloc byte[8];
        if (source.Length < start.Length)
            return false;
        source.Read(0, start);
        return start.SequenceEqual(_magic) || start.SequenceEqual(_thinMagic);
    }

    /// <summary>Whether the bytes start like an archive that names its members' files instead of containing them.</summary>
    public static bool IsThin(ByteSource source) =>
        source.Length >= _thinMagic.Length && source.Read(0, _thinMagic.Length).AsSpan().SequenceEqual(_thinMagic);

    /// <summary>
    /// Returns all members except the symbol index and the table of names. Members of a thin archive are opened; dispose of each.
    /// </summary>
    /// <exception cref="KallsymsException">The archive is damaged, or a member of a thin one cannot be opened.</exception>
    public static IEnumerable<ByteSource> Members(ByteSource archive)
    {
        bool thin = IsThin(archive);
        string directory = Path.GetDirectoryName(archive.Name) ?? "";
        byte[] longNames = [];
        for (long at = _magic.Length; at + HeaderSize <= archive.Length;)
        {
            byte[] header = archive.Read(at, HeaderSize);
            string name = Encoding.Latin1.GetString(header, 0, 16).TrimEnd(' ');
            if (header[58] != '`' || header[59] != '\n' || !TryNumber(header, 48, 10, out long size))
                throw new KallsymsException(ErrorKind.Unreadable, "damaged archive: no member header", archive.Name, at);
            at += HeaderSize;
            bool inside = !thin || name is "/" or "//" or "/SYM64/";
            long next = at + (inside ? size + (size & 1) : 0);
            if (name == "//")
            {
                longNames = archive.Read(at, size);
            }
            else if (name is not ("/" or "/SYM64/") && !name.StartsWith("__.SYMDEF", StringComparison.Ordinal))
            {
                long start = at;
                name = LongName(archive, longNames, name, ref start, ref size);
                yield return thin
                    ? ByteSource.OpenFile(Path.Combine(directory, name))
                    : archive.Slice(start, size, $"{archive.Name}({name})");
            }
            at = next;
        }
    }

    static string LongName(ByteSource archive, byte[] longNames, string name, ref long start, ref long size)
    {
        if (name.StartsWith("#1/", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int length))
        {
            string text = Encoding.Latin1.GetString(archive.Read(start, length)).TrimEnd('\0');
            start += length;
            size -= length;
            return text;
        }
        // When GNU ar moves members (ar m), it leaves the end of the former name after the number: "/4360          /".
        if (name.StartsWith('/')
            && int.TryParse(name.AsSpan(1).TrimEnd(" /"), NumberStyles.None, CultureInfo.InvariantCulture, out int offset))
        {
            if (offset >= longNames.Length)
                throw new KallsymsException(
                    ErrorKind.Unreadable, $"damaged archive: long name at {offset}, the names end at {longNames.Length}", archive.Name);
            ReadOnlySpan<byte> rest = longNames.AsSpan(offset);
            int end = rest.IndexOf((byte)'\n');
            return Encoding.Latin1.GetString(end < 0 ? rest : rest[..end]).TrimEnd('/');
        }
        return name.TrimEnd('/');
    }

    static bool TryNumber(byte[] header, int at, int length, out long value) =>
        long.TryParse(Encoding.ASCII.GetString(header, at, length).TrimEnd(' '), NumberStyles.None, CultureInfo.InvariantCulture,
            out value);
}
