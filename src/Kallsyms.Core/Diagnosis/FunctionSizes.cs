using Kallsyms.Elf;

namespace Kallsyms.Diagnosis;

/// <summary>Compares the sizes of functions (st_size) in the images, if both sides are images.</summary>
static class FunctionSizes
{
    /// <summary>Whether the size of a function changed; null if unknown.</summary>
    public static bool? Changed(Comparison comparison, SymbolDiff diff, int before)
    {
        if (comparison.Before.ImagePath is not { } earlier || comparison.After.ImagePath is not { } later
            || diff.Later(before) is not (>= 0 and int after))
        {
            return null;
        }
        ulong? then = Read(earlier, diff.Before.Name(before), diff.Before.Addresses[before]);
        ulong? now = Read(later, diff.After.Name(after), diff.After.Addresses[after]);
        return then is null || now is null ? null : then != now;
    }

    static ulong? Read(string path, ReadOnlySpan<byte> name, ulong address)
    {
        if (!File.Exists(path))
            return null;
        using ElfFile image = ElfFile.Open(path);
        if (image.ReadSymbols() is not { } symbols)
            return null;
        for (int i = 1; i < symbols.Count; i++)
        {
            ElfSymbol symbol = symbols[i];
            if ((symbol.Value & ~1UL) == (address & ~1UL) && symbols.Name(symbol.NameOffset).SequenceEqual(name))
                return symbol.Size;
        }
        return null;
    }
}
