using System.Text;
using Kallsyms.Elf;
using Xunit;

namespace Kallsyms.Tests.Oracle;

/// <summary>
/// What an object says about a table, in a form that does not depend on who wrote the object: alignment and bytes of the section (zeros where
/// relocations apply), its global labels, and its relocations with the targets inside of the section given as a distance from its start.
/// </summary>
sealed record AssembledTable(ulong Alignment, byte[] Bytes, string[] Labels, string[] Relocations)
{
    /// <summary>Reads one section; <paramref name="prefix"/> is what its labels' names start with besides.</summary>
    public static AssembledTable Read(ElfFile file, string section, string prefix = "")
    {
        ElfSection contents = file.FindSection(section) ?? throw new InvalidOperationException($"{file.Name} has no {section}");
        ElfSymbols symbols = file.ReadSymbols()!;
        byte[] bytes = file.Read(contents);
        var labels = new List<(ulong Value, string Name)>();
        for (int i = 1; i < symbols.Count; i++)
        {
            if (symbols[i].Section == contents.Index && symbols[i].Binding == SymbolBinding.Global)
                labels.Add((symbols[i].Value, Encoding.ASCII.GetString(symbols.Name(symbols[i].NameOffset))[prefix.Length..]));
        }
        RelocationTypes types = file.Header.Machine.Row().RequireRelocations(file.Format, file.Header.Flags);
        var relocations = new List<(ulong Offset, uint Type, string Target, long Addend)>();
        ElfSection? table = file.Sections.FirstOrDefault(
            other => other.Type is SectionType.Rel or SectionType.Rela && other.Info == contents.Index);
        foreach (ElfRelocation entry in table is null ? [] : file.ReadRelocations(table))
        {
            ElfSymbol symbol = symbols[entry.Symbol];
            bool inside = symbol.Section == contents.Index;
            string target = inside ? "here" : Encoding.ASCII.GetString(symbols.Name(symbol.NameOffset));
            int width = entry.Type == types.Word ? file.Format.WordSize : 4;
            long addend = table!.Type == SectionType.Rela ? entry.Addend : InPlace(file.Format, bytes, (int)entry.Offset, width);
            addend += inside ? (long)symbol.Value : 0;
            relocations.Add((entry.Offset, entry.Type, target, width == 4 ? (int)addend : addend));
            bytes.AsSpan((int)entry.Offset, width).Clear();
        }
        return new(
            contents.Alignment, bytes, [.. labels.Order().Select(label => $"{label.Value:x} {label.Name}")],
            [.. relocations.GroupBy(entry => entry.Offset).OrderBy(group => group.Key).Select(group => Describe([.. group], types))]);
    }

    // Halves of a pair are told as what both come to: which of them has the distance from the start does not matter.
    static string Describe((ulong Offset, uint Type, string Target, long Addend)[] group, RelocationTypes types)
    {
        long total = group.Sum(entry => types.Sub32 != 0 && entry.Type == types.Sub32 ? -entry.Addend : entry.Addend);
        return $"{group[0].Offset:x} {string.Join('+', group.Select(entry => $"{entry.Type} {entry.Target}"))} {total}";
    }

    /// <summary>Fails with the first difference when the two are not the same.</summary>
    public void AssertEquals(AssembledTable other, string what)
    {
        Assert.True(Alignment == other.Alignment, $"{what}: alignment {Alignment}, ours {other.Alignment}");
        Assert.True(Labels.SequenceEqual(other.Labels), $"{what}: labels {string.Join(", ", Labels)}; ours {string.Join(", ", other.Labels)}");
        int at = Bytes.AsSpan().CommonPrefixLength(other.Bytes);
        Assert.True(at == Bytes.Length && at == other.Bytes.Length, $"{what}: bytes differ at 0x{at:x} of 0x{Bytes.Length:x}, ours 0x{other.Bytes.Length:x}; labels {string.Join(", ", Labels)}");
        int same = Relocations.AsSpan().CommonPrefixLength(other.Relocations);
        Assert.True(
            same == Relocations.Length && same == other.Relocations.Length,
            $"{what}: relocation {same} of {Relocations.Length} is {Relocations.ElementAtOrDefault(same)}, ours {other.Relocations.ElementAtOrDefault(same)} of {other.Relocations.Length}");
    }

    static long InPlace(ElfFormat format, byte[] bytes, int at, int width) =>
        width == 8 ? (long)format.U64(bytes, at) : (int)format.U32(bytes, at);
}
