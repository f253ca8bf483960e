using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>Checks that an ELF file is the one that an image was made from: symbols of another program would be false names.</summary>
static class SymbolOrigin
{
    const int Chunk = 64;

    // One piece in this many may differ: patches, checksums.
    const int Tolerance = 16;

    /// <summary>Refuses the symbols of another program: build ids decide if both have one, otherwise the bytes of the code.</summary>
    /// <param name="origin">The file with the symbols.</param>
    /// <param name="image">The image that gets the table.</param>
    /// <param name="room">Where in the image the table is to lie, which also determines the memory address of a flat image.</param>
    /// <exception cref="KallsymsException">The file belongs to another program.</exception>
    public static void Require(ElfFile origin, ByteSource image, TableRoom room)
    {
        ElfFile? elf = ElfFile.IsElf(image) ? ElfFile.Parse(image) : null;
        (byte[]? of, byte[]? its) = (BuildId.Read(origin), elf is null ? null : BuildId.Read(elf));
        string? difference = of is not null && its is not null
            ? of.AsSpan().SequenceEqual(its) ? null
                : $"its build id is {Convert.ToHexStringLower(of)}, that of the image {Convert.ToHexStringLower(its)}"
            : OtherCode(origin, image, address => elf is null ? room.Offset + (long)(address - room.Address) : elf.OffsetOf(address));
        if (difference is not null)
            throw new KallsymsException(ErrorKind.Negative, $"is not what {image.Name} was made from: {difference}", origin.Name);
    }

    static string? OtherCode(ElfFile origin, ByteSource image, Func<ulong, long?> offsetOf)
    {
        (int same, int other) = (0, 0);
        var expected = new byte[Chunk];
        var found = new byte[Chunk];
        foreach (ElfSection code in origin.Sections.Where(
            section => section.Type == SectionType.ProgBits && (section.Flags & SectionFlags.Execute) != 0))
        {
            for (long at = 0; at < code.Size; at += Chunk)
            {
                int length = (int)Math.Min(Chunk, code.Size - at);
                Span<byte> wanted = expected.AsSpan(0, length);
                origin.Source.Read(code.Offset + at, wanted);
                bool isThere = offsetOf(code.Address + (ulong)at) is long offset && offset >= 0 && offset <= image.Length - length;
                if (isThere)
                    image.Read(offsetOf(code.Address + (ulong)at)!.Value, found.AsSpan(0, length));
                _ = isThere && wanted.SequenceEqual(found.AsSpan(0, length)) ? same++ : other++;
            }
        }
        if (same + other == 0)
            return "it has no code to compare, and no build id of both";
        return other <= (same + other) / Tolerance ? null
            : $"of its code, {other} of {same + other} pieces of at most {Chunk} bytes are not where they should be in the image";
    }
}
