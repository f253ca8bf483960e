using Kallsyms.Elf;

namespace Kallsyms.Tables;

/// <summary>An address-dependent word of a table, which the linker fills in.</summary>
/// <param name="Offset">The offset in bytes from the start of the section.</param>
/// <param name="Width">The width in bytes.</param>
/// <param name="Symbol">The symbol that it is relative to.</param>
/// <param name="Addend">The number added to the symbol's address.</param>
/// <param name="FromPlace">Whether the address of the word itself is subtracted.</param>
readonly record struct TableWord(int Offset, int Width, string Symbol, long Addend, bool FromPlace);

/// <summary>
/// What a table assembles to, whoever wrote it: section, bytes (zeros where the linker fills in), labels and address-dependent words.
/// Two equal listings assemble to the same object.
/// </summary>
/// <param name="Section">The section's name.</param>
/// <param name="Alignment">The largest alignment in it, in bytes.</param>
/// <param name="Contents">Its bytes.</param>
/// <param name="Labels">The labels in address order.</param>
/// <param name="Words">The words in order of offset.</param>
sealed record TableListing(
    string Section, int Alignment, byte[] Contents, IReadOnlyList<ObjectLabel> Labels, IReadOnlyList<TableWord> Words)
{
    /// <summary>Describes what <see cref="TableObject.Finished"/> made.</summary>
    public static TableListing Describe(ElfObject made, TableSpec spec)
    {
        RelocationTypes types = made.Target.Relocations;
        long entries = made.Labels.First(label => label.Name == spec.AddressTable.Label()).Offset;
        var words = new List<TableWord>(made.Relocations.Count);
        foreach (ObjectRelocation entry in made.Relocations)
        {
            if (entry.Type == types.Word)
                words.Add(new((int)entry.Offset, made.Target.Format.WordSize, entry.Symbol, entry.Addend, FromPlace: false));
            else if (entry.Type == types.Place32)
                words.Add(new((int)entry.Offset, 4, entry.Symbol, entry.Addend - types.PlaceBias, FromPlace: true));
            else if (entry.Type == types.Add32)
                words.Add(new((int)entry.Offset, 4, entry.Symbol, entry.Addend + (entry.Offset - entries), FromPlace: true));
        }
        return new(made.Section, made.Alignment, made.Contents, made.Labels, words);
    }

    /// <summary>The sub-tables whose labels have a size.</summary>
    public SubTableSet SizedLabels => Labels
        .Where(label => label.Size > 0)
        .Select(label => SubTables.WithLabel(label.Name))
        .Aggregate(new SubTableSet(0), (set, part) => part is { } known ? set.With(known) : set);

    /// <summary>Whether a sub-table has a label.</summary>
    public bool Has(SubTable part) => Labels.Any(label => label.Name == part.Label());

    /// <summary>
    /// Returns how two listings differ; null if they assemble to the same object. Trailing zeros are ignored, because some assemblers
    /// add them.
    /// </summary>
    public string? DifferenceFrom(TableListing other)
    {
        int common = Math.Min(Contents.Length, other.Contents.Length);
        int same = Contents.AsSpan().CommonPrefixLength(other.Contents);
        int word = 0;
        while (word < Words.Count && word < other.Words.Count && Words[word] == other.Words[word])
            word++;
        return Section != other.Section ? $"section {Section}, not {other.Section}"
            : Alignment != other.Alignment ? $"alignment {Alignment}, not {other.Alignment}"
            : !Labels.SequenceEqual(other.Labels) ? $"its {FirstOther(other.Labels)} lies elsewhere or has another size"
            : same < common || HasMore(common) || other.HasMore(common)
                ? $"the byte at 0x{same:x} ({PartAt(same)})"
            : word < Math.Max(Words.Count, other.Words.Count) ? $"address {word} of {Words.Count}"
            : null;
    }

    bool HasMore(int offset) => Contents.AsSpan(offset).ContainsAnyExcept((byte)0);

    string PartAt(int offset) => Labels.LastOrDefault(label => label.Offset <= offset).Name ?? "before the first label";

    string FirstOther(IReadOnlyList<ObjectLabel> others)
    {
        int same = 0;
        while (same < Labels.Count && same < others.Count && Labels[same] == others[same])
            same++;
        return same < Labels.Count ? Labels[same].Name : others[same].Name;
    }
}
