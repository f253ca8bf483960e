using Kallsyms.Linking;

namespace Kallsyms.Diagnosis;

/// <summary>Pairs the sections of two passes.</summary>
static class SectionPairs
{
    /// <summary>Returns the first section by address with another size or place; null if there is none or sections are unknown.</summary>
    public static (SectionPlace Before, SectionPlace After)? FirstChange(SymbolSnapshot before, SymbolSnapshot after)
    {
        foreach ((SectionPlace left, SectionPlace right) in Match(before, after))
        {
            if (left.Size != right.Size || left.Address != right.Address)
                return (left, right);
        }
        return null;
    }

    /// <summary>Returns sections of the same name, in the order of the earlier pass. Per-cpu sections linked at zero come first.</summary>
    public static IEnumerable<(SectionPlace Before, SectionPlace After)> Match(SymbolSnapshot before, SymbolSnapshot after)
    {
        ILookup<string, SectionPlace> later = after.Sections.ToLookup(section => section.Name);
        var used = new Dictionary<string, int>();
        foreach (SectionPlace section in before.Sections)
        {
            int number = used.GetValueOrDefault(section.Name);
            used[section.Name] = number + 1;
            if (later[section.Name].Skip(number).Take(1).ToArray() is [SectionPlace other])
                yield return (section, other);
        }
    }
}
