using System.Text;

namespace Kallsyms.Live;

/// <summary>A symbol of a module, as the kernel prints it.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Letter">Its type letter, a capital if the module exports it.</param>
/// <param name="Name">Its name as raw bytes.</param>
/// <param name="Size">Its size in bytes, or 0 if unknown.</param>
readonly record struct ModuleSymbol(ulong Address, byte Letter, byte[] Name, ulong Size = 0);

/// <summary>A range of a module's memory.</summary>
/// <param name="Kind">Its contents, named like the section: "text", "data", "rodata", "ro_after_init".</param>
/// <param name="Address">Its start address.</param>
/// <param name="Size">Its size in bytes, not 0.</param>
readonly record struct ModuleRange(string Kind, ulong Address, uint Size);

/// <summary>A loaded module, and the symbols that the kernel kept of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Symbols">Its symbols in the order of /proc/kallsyms.</param>
/// <param name="Missing">The number of symbols whose names or letters are in pages missing from the dump.</param>
sealed record LoadedModule(string Name, IReadOnlyList<ModuleSymbol> Symbols, int Missing)
{
    /// <summary>The maximum total number of symbols and exports of all modules.</summary>
    public const int MaxSymbols = 1 << 22;

    /// <summary>Its memory, as far as known.</summary>
    public IReadOnlyList<ModuleRange> Ranges { get; init; } = [];

    const int SymbolSize = 24; // Elf64_Sym

    /// <summary>Reads a module; returns null if the dump lacks its page.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="layout">The layout of module structures.</param>
    /// <param name="module">Its address.</param>
    /// <param name="left">How many symbols and exports may still be read, since damaged modules claim more than there is memory.</param>
    public static LoadedModule? Read(KernelMemory memory, ModuleLayout layout, ulong module, ref int left)
    {
        if (memory.Text(module + (ulong)layout.Name) is not { } text)
            return null;
        string name = Encoding.UTF8.GetString(text);
        if (memory.Word(module + (ulong)layout.Kallsyms) is not ulong kallsyms
            || memory.U32(kallsyms + (ulong)layout.Count) is not uint count || count > left
            || memory.Word(kallsyms + (ulong)layout.SymbolTable) is not ulong table
            || memory.Word(kallsyms + (ulong)layout.Strings) is not ulong strings
            || memory.Word(kallsyms + (ulong)layout.Types) is not ulong letters)
        {
            return new(name, [], 1);
        }
        left -= (int)count;
        HashSet<(string, ulong)>? exported = Exports(memory, layout, module, ref left);
        var symbols = new List<ModuleSymbol>();
        int missing = exported is null ? 1 : 0;
        for (uint i = 0; i < count; i++)
        {
            if (memory.Read(table + i * SymbolSize, SymbolSize) is not { } symbol
                || memory.Text(strings + memory.Format.U32(symbol, 0)) is not { } its
                || memory.Read(letters + i, 1) is not { } letter)
            {
                missing++;
                continue;
            }
            if (its.Length == 0)
                continue;
            ulong address = memory.Format.U64(symbol, 8);
            bool isExported = exported?.Contains((Encoding.Latin1.GetString(its), address)) == true;
            symbols.Add(new(address, (byte)(isExported ? char.ToUpperInvariant((char)letter[0]) : char.ToLowerInvariant((char)letter[0])),
                its, memory.Format.U64(symbol, 16)));
        }
        return new(name, symbols, missing)
        {
            Ranges = layout.Ranges.Select(range => Range(memory, range, module)).OfType<ModuleRange>().ToArray(),
        };
    }

    static ModuleRange? Range(KernelMemory memory, RangeLayout layout, ulong module) =>
        memory.Word(module + (ulong)layout.Start) is ulong start && start != 0
        && memory.U32(module + (ulong)layout.End) is uint end
        && (layout.From is int at ? memory.U32(module + (ulong)at) : 0) is uint from && from < end
            ? new(layout.Kind, start + from, end - from) : null;

    // Null if the dump lacks some of them, so that letters would be wrong.
    static HashSet<(string, ulong)>? Exports(KernelMemory memory, ModuleLayout layout, ulong module, ref int left)
    {
        var exports = new HashSet<(string, ulong)>();
        if (layout.Exports is not { } place)
            return exports;
        if (memory.Word(module + (ulong)place.List) is not ulong at || memory.U32(module + (ulong)place.Count) is not uint count
            || count > left)
        {
            return null;
        }
        left -= (int)count;
        for (uint i = 0; i < count; i++, at += (ulong)place.Size)
        {
            if (Export(memory, place.AreRelative, at) is not { } export)
                return null;
            exports.Add(export);
        }
        return exports;
    }

    static (string, ulong)? Export(KernelMemory memory, bool isRelative, ulong at)
    {
        int size = isRelative ? 4 : memory.Format.WordSize;
        ulong? Field(ulong place) => !isRelative ? memory.Word(place) : memory.U32(place) is uint distance ? place + (ulong)(int)distance
            : null;
        return Field(at) is ulong value && Field(at + (ulong)size) is ulong name && memory.Text(name) is { } text
            ? (Encoding.Latin1.GetString(text), value) : null;
    }
}
