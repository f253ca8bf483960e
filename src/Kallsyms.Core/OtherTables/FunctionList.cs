using Kallsyms.Demangling;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.OtherTables;

/// <summary>A function of an image, for tables that contain only functions.</summary>
/// <param name="Address">The value of its symbol; bit 0 is set for a Thumb function.</param>
/// <param name="Size">Its size in bytes; 0 if unknown.</param>
/// <param name="Name">Its name.</param>
readonly record struct Function(ulong Address, ulong Size, string Name);

/// <summary>Lists the functions of an image by address, those at one address in symbol table order.</summary>
static class FunctionList
{
    /// <summary>Returns functions that the image defines.</summary>
    /// <param name="image">The image.</param>
    /// <param name="takes">Selects functions.</param>
    /// <exception cref="KallsymsException">The image has no symbol table, or no such function.</exception>
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

    /// <summary>Formats a name as a C string.</summary>
    public static string Quoted(string name) =>
        $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Returns the name of a function in the table.</summary>
    public static string Name(string name) => SymbolDemangler.DemangleBare(name) ?? name;
}
