using Kallsyms.Demangling;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.OtherTables;

/// <summary>A function of an image, for tables that have nothing else.</summary>
/// <param name="Address">As its symbol has it; a Thumb function's with bit 0 set.</param>
/// <param name="Size">Its size; 0: not known.</param>
/// <param name="Name">Its name.</param>
readonly record struct Function(ulong Address, ulong Size, string Name);

/// <summary>The functions of an image in the order of their addresses, those at one address in the order of the symbol table.</summary>
static class FunctionList
{
    /// <summary>Functions that the image defines.</summary>
    /// <param name="image">The image.</param>
    /// <param name="takes">Which of them.</param>
    /// <exception cref="KallsymsException">It has no symbol table, or no such function.</exception>
    public static Function[] Read(ElfFile image, Func<ElfSymbol, bool> takes)
    {
        ElfSymbols symbols = ElfSymbolReader.Require(image);
        Function[] functions = Enumerable.Range(1, Math.Max(symbols.Count - 1, 0)).Select(i => symbols[i])
            .Where(symbol => symbol.Type == SymbolType.Function && symbol.Section != SectionIndex.Undefined && takes(symbol))
            .Select(symbol => new Function(
                symbol.Value, symbol.Size, Name(System.Text.Encoding.UTF8.GetString(symbols.Name(symbol.NameOffset)))))
            .OrderBy(function => function.Address).ToArray();
        return functions.Length > 0 ? functions
            : throw new KallsymsException(ErrorKind.Negative, "has no function to be put into a table", image.Name);
    }

    /// <summary>A name as a string of C.</summary>
    public static string Quoted(string name) =>
        $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The name that a table has of a function.</summary>
    public static string Name(string name) => SymbolDemangler.DemangleBare(name) ?? name;
}
