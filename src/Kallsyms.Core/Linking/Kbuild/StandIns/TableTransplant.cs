using Kallsyms.Elf;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Puts what one table object says into an image that was linked with another. Nothing has to be known of the table: both objects must be
/// alike in all that decides where things lie, so that an image of the one differs from that of the other in its bytes alone.
/// </summary>
static class TableTransplant
{
    /// <summary>
    /// Returns the bytes of the image to replace; null if the objects are not alike, or the image does not tell where they lie.
    /// </summary>
    /// <param name="image">The image, linked with the first object.</param>
    /// <param name="first">The object whose contents it has.</param>
    /// <param name="second">The object whose contents it is to have.</param>
    public static ImagePatch? Make(ElfFile image, ElfFile first, ElfFile second)
    {
        if (!AreAlike(first, second) || image.ReadSymbols() is not { } names)
            return null;
        var patch = new ImagePatch();
        foreach (ElfSection section in first.Sections.Where(IsContents))
        {
            byte[] before = first.Read(section);
            byte[] after = second.Read(second.Sections[section.Index]);
            if (Changes(first, second, section, before, after) is not { } words)
                return null;
            if (words.Count == 0 && before.AsSpan().SequenceEqual(after))
                continue;
            if (Place(image, names, first, section) is not { } address || image.OffsetOf(address) is not { } offset
                || image.OffsetOf(address + (ulong)section.Size - 1) != offset + section.Size - 1)
            {
                return null;
            }
            if (words.Any(word => word.IsDistance && !Fits(image, offset, word)))
                return null;
            Put(patch, image, address, offset, after, words);
            PutAddends(patch, image, address, words);
        }
        return patch;
    }

    /// <summary>Whether objects differ in nothing but the contents of their sections and the addends of relocations.</summary>
    public static bool AreAlike(ElfFile first, ElfFile second)
    {
        if (first.Header != second.Header || first.Sections.Count != second.Sections.Count)
            return false;
        for (int i = 0; i < first.Sections.Count; i++)
        {
            (ElfSection one, ElfSection other) = (first.Sections[i], second.Sections[i]);
            if (one with { Offset = other.Offset } != other)
                return false;
            bool mayDiffer = IsContents(one) || one.Type is SectionType.Rel or SectionType.Rela && IsContents(first.Sections[one.Info]);
            if (!mayDiffer && !first.Read(one).AsSpan().SequenceEqual(second.Read(other)))
                return false;
        }
        return true;
    }

    // Linkers copy it as it is. What is executable they may change, and what is merged they sort.
    static bool IsContents(ElfSection section) => section.Type == SectionType.ProgBits && section.Size > 0
        && (section.Flags & ~SectionFlags.Write) == SectionFlags.Alloc;

    // The words that relocations fill, and by how much they grow; null if a relocation is not one that adds.
    static List<Word>? Changes(ElfFile first, ElfFile second, ElfSection section, byte[] before, byte[] after)
    {
        RelocationTypes types = first.Header.Machine.Row().RequireRelocations(first.Format, first.Header.Flags);
        var words = new List<Word>();
        foreach (ElfSection list in first.Sections.Where(
            list => list.Type is SectionType.Rel or SectionType.Rela && list.Info == section.Index))
        {
            ElfRelocation[] one = first.ReadRelocations(list);
            ElfRelocation[] other = second.ReadRelocations(second.Sections[list.Index]);
            bool inPlace = list.Type == SectionType.Rel || types.AddendsInPlace;
            for (int i = 0; i < one.Length; i++)
            {
                if (one[i] != other[i] with { Addend = one[i].Addend })
                    return null;
                long growth = other[i].Addend - one[i].Addend;
                bool isWord = one[i].Type == types.Word;
                bool isHalf = one[i].Type == types.Place32 && types.Place32 != 0 || one[i].Type == types.Add32 && types.Add32 != 0;
                int width = isWord ? first.Format.WordSize : 4;
                bool adds = isWord || isHalf || types.IsSecondHalf(one[i].Type) && growth == 0;
                if (!adds || one[i].Offset + (ulong)width > (ulong)section.Size)
                    return null;
                int at = (int)one[i].Offset;
                if (inPlace && !types.IsSecondHalf(one[i].Type))
                    growth += Read(first.Format, after, at, width) - Read(first.Format, before, at, width);
                words.Add(new(one[i].Offset, width, growth, IsDistance: one[i].Type == types.Place32 && types.Place32 != 0));
            }
        }
        return words;
    }

    // Where the image has a section of the object: all labels in it must agree.
    static ulong? Place(ElfFile image, ElfSymbols names, ElfFile table, ElfSection section)
    {
        if (table.ReadSymbols() is not { } symbols)
            return null;
        var labels = new Dictionary<string, ulong>();
        for (int i = 1; i < symbols.Count; i++)
        {
            if (symbols[i].Section == section.Index && symbols[i].Binding != SymbolBinding.Local)
                labels[symbols.Text(symbols[i].NameOffset)] = symbols[i].Value;
        }
        HashSet<ulong> places = [];
        // Global symbols come last, and a local one may have the same name.
        for (int i = names.Count - 1; i > 0 && labels.Count > 0; i--)
        {
            if (names[i].Section != SectionIndex.Undefined && labels.Remove(names.Text(names[i].NameOffset), out ulong offset))
                places.Add(names[i].Value - offset & image.Format.WordMask);
        }
        return labels.Count == 0 && places.Count == 1 ? places.Single() : null;
    }

    static void Put(
        ImagePatch patch, ElfFile image, ulong address, long offset, byte[] contents, List<Word> words)
    {
        byte[] linked = image.Source.Read(offset, contents.Length);
        var dynamic = DynamicRelocations.Read(image);
        foreach ((ulong at, int width, _, _) in words)
            linked.AsSpan((int)at, width).CopyTo(contents.AsSpan((int)at));
        foreach ((ulong at, int width, long growth, _) in words)
        {
            if (width == image.Format.WordSize && dynamic.ValuesOutOfPlace(address + at, (ulong)width))
                continue;
            Write(image.Format, contents, (int)at, width, Read(image.Format, contents, (int)at, width) + growth);
        }
        patch.Put(offset, contents);
    }

    // Those that the linker kept, and those for the loader.
    static void PutAddends(ImagePatch patch, ElfFile image, ulong address, List<Word> words)
    {
        MachineRow machine = image.Header.Machine.Row();
        RelocationTypes types = machine.RequireRelocations(image.Format, image.Header.Flags);
        var growths = words.Where(word => word.Growth != 0).ToLookup(word => address + word.Offset, word => word.Growth);
        int size = image.Format.RelocationSize(withAddend: true);
        foreach (ElfSection section in image.Sections.Where(section => section.Type == SectionType.Rela))
        {
            bool isDynamic = (section.Flags & SectionFlags.Alloc) != 0;
            bool isOfTable = isDynamic || section.Info < image.Sections.Count && image.Sections[section.Info].Covers(address);
            if (!isOfTable || !isDynamic && types.AddendsInPlace)
                continue;
            byte[] bytes = image.Read(section);
            for (int at = 0; at + size <= bytes.Length; at += size)
            {
                Span<byte> raw = bytes.AsSpan(at, size);
                ElfRelocation entry = RelocationRecord.Read(image.Format, machine, raw, withAddend: true);
                if (types.IsSecondHalf(entry.Type) || growths[entry.Offset].Sum() is not (not 0 and var growth))
                    continue;
                RelocationRecord.Write(image.Format, machine, raw, entry with { Addend = entry.Addend + growth }, withAddend: true);
                patch.Put(section.Offset + at, raw.ToArray());
            }
        }
    }

    // Of a distance that does not fit, the linker says so.
    static bool Fits(ElfFile image, long offset, Word word)
    {
        long distance = Read(image.Format, image.Source.Read(offset + (long)word.Offset, word.Width), 0, word.Width) + word.Growth;
        return distance == (int)distance;
    }

    static long Read(ElfFormat format, byte[] bytes, int at, int width) =>
        width == 8 ? (long)format.U64(bytes, at) : (int)format.U32(bytes, at);

    static void Write(ElfFormat format, byte[] bytes, int at, int width, long value)
    {
        if (width == 8)
            format.PutU64(bytes, at, (ulong)value);
        else
            format.PutU32(bytes, at, (uint)value);
    }

    /// <summary>What a relocation fills.</summary>
    /// <param name="Offset">Where in the section.</param>
    /// <param name="Width">Its bytes.</param>
    /// <param name="Growth">What is to be added to what the linker wrote.</param>
    /// <param name="IsDistance">It is a distance from the place, of 32 bits.</param>
    readonly record struct Word(ulong Offset, int Width, long Growth, bool IsDistance);
}
