using Kallsyms.Elf;

namespace Kallsyms.Linking.Estimate;

/// <summary>The symbols that the linker itself will create, according to the machine's row.</summary>
static class LinkerMadeSymbols
{
    /// <summary>Returns their names with the machine's data about them.</summary>
    /// <param name="inputs">Every object that will be linked.</param>
    /// <param name="isLld">Whether the linker is ld.lld rather than GNU ld.</param>
    /// <param name="isRelocatable">Whether the image can be loaded at any address.</param>
    public static IEnumerable<(string Name, LinkerSymbol Symbol)> Of(InputObjects inputs, bool isLld, bool isRelocatable)
    {
        if (inputs.Loaded is not [{ File: { } first }, ..])
            yield break;
        MachineRow machine = first.Header.Machine.Row();
        foreach (LinkerSymbol symbol in isLld ? machine.LldSymbols : machine.GnuSymbols)
        {
            if (symbol.Is64 is { } is64 && is64 != first.Format.Is64)
                continue;
            if (symbol.When == LinkerSymbolCause.Always || symbol.When == LinkerSymbolCause.Relocatable && isRelocatable
                || symbol.When == LinkerSymbolCause.OffsetTable && !isRelocatable && TakesOffsetTable(inputs, machine))
            {
                yield return (symbol.Name, symbol);
            }
            if (symbol.When != LinkerSymbolCause.Wanted)
                continue;
            foreach (string name in Wanted(inputs, symbol))
                yield return (name, symbol);
        }
    }

    static IEnumerable<string> Wanted(InputObjects inputs, LinkerSymbol symbol)
    {
        bool IsWanted(string name) => inputs.IsWanted(NameSlice.Encode(name));
        if (symbol.Last == 0)
            return IsWanted(symbol.Name) ? [symbol.Name] : [];
        string[] family = [.. Enumerable.Range(symbol.First, symbol.Last + 1 - symbol.First).Select(number => $"{symbol.Name}{number}")];
        return symbol.BringsFollowing ? family.SkipWhile(name => !IsWanted(name)) : family.Where(IsWanted);
    }

    static bool TakesOffsetTable(InputObjects inputs, MachineRow machine) => inputs.Loaded.Any(input => input.File.Sections.Any(section =>
        section.Type is SectionType.Rel or SectionType.Rela
        && input.File.ReadRelocations(section).Any(relocation => machine.OffsetTableRelocations.Contains(relocation.Type))));
}
