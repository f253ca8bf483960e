using Kallsyms.Elf;
using Kallsyms.OtherTables.Parts;
using Kallsyms.Symbols;

namespace Kallsyms.OtherTables;

/// <summary>
/// Zephyr's table of names (CONFIG_SYMTAB): the arrays of zephyr/debug/symtab.h, with an entry for the end of the last function. It
/// matches the output of scripts/build/gen_symtab.py, but with whole names: the script drops everything from the first character that
/// is not part of an identifier (.isra.0, C++).
/// </summary>
static class ZephyrTable
{
    const string NoName = "?";

    /// <summary>Writes the C source.</summary>
    /// <param name="text">The output.</param>
    /// <param name="image">The image of the penultimate link.</param>
    /// <exception cref="KallsymsException">The image has no functions.</exception>
    public static void WriteSource(TextWriter text, ElfFile image)
    {
        Function[] functions = Functions(image);
        ulong first = functions[0].Address;
        text.WriteLine("/* Made by kallsyms gen --layout zephyr. */");
        text.WriteLine();
        text.WriteLine("#include <zephyr/linker/sections.h>");
        text.WriteLine("#include <zephyr/debug/symtab.h>");
        text.WriteLine();
        text.WriteLine($"const struct z_symtab_entry __symtab_entry z_symtab_entries[{functions.Length + 1}] = {{");
        for (int i = 0; i < functions.Length; i++)
        {
            (ulong address, ulong size, string name) = functions[i];
            text.WriteLine($"\t/* ADDR: 0x{address:x} SIZE: 0x{size:x} */");
            text.WriteLine($"\t[{i}] = {{.offset = 0x{address - first:x}, .name = {FunctionList.Quoted(name)}}},");
        }
        text.WriteLine("\t/* dummy entry */");
        text.WriteLine($"\t[{functions.Length}] = {{.offset = 0x{End(functions, image) - first:x}, .name = \"{NoName}\"}},");
        text.WriteLine("};");
        text.WriteLine();
        text.WriteLine("const struct symtab_info __symtab_info z_symtab = {");
        text.WriteLine($"\t.first_addr = 0x{first:x},");
        text.WriteLine($"\t.length = {functions.Length},");
        text.WriteLine("\t.entries = z_symtab_entries,");
        text.WriteLine("};");
    }

    /// <summary>Returns the table that a compiler would make from the source.</summary>
    /// <param name="image">The linked image.</param>
    /// <exception cref="KallsymsException">The image has no functions.</exception>
    public static OtherTable Build(ElfFile image)
    {
        Function[] functions = Functions(image);
        return Build(image.Format, functions, End(functions, image));
    }

    /// <summary>Returns a table without functions, for an image that is not linked yet.</summary>
    public static OtherTable Empty(ElfFormat format) => Build(format, [], 0);

    /// <summary>Returns a table of the size that functions with these names will need if no two of them are the same function.</summary>
    public static OtherTable Estimate(ElfFormat format, SymbolList functions) => Build(format,
        Enumerable.Range(0, functions.Count).Select(i => new Function(0, 0, FunctionList.Name(functions.NameText(i)))).ToArray(), 0);

    static OtherTable Build(ElfFormat format, Function[] functions, ulong end)
    {
        ulong first = functions.FirstOrDefault().Address;
        int word = format.WordSize;
        var table = new OtherTableBuilder(format);
        Dictionary<string, int> names = table.Strings([.. functions.Select(function => function.Name), NoName]);
        table.Part("z_symtab_entries", word, () =>
        {
            foreach (Function function in functions)
                Entry(function.Address, function.Name);
            Entry(end, NoName);
        });
        int entries = table.Length - (functions.Length + 1) * 2 * word;
        table.Part("z_symtab", word, () =>
        {
            table.Word(first);
            table.Numbers(4, [(ulong)functions.Length]);
            table.Align(word);
            table.Pointer(entries);
        });
        return table.Build(functions.Length);

        void Entry(ulong address, string name)
        {
            table.Numbers(4, [address - first]);
            table.Align(word);
            table.Pointer(names[name]);
        }
    }

    // One name for each address: the first in the symbol table.
    static Function[] Functions(ElfFile image) =>
        FunctionList.Read(image, symbol => symbol.Value != 0).DistinctBy(function => function.Address).ToArray();

    static ulong End(Function[] functions, ElfFile image) =>
        functions[^1].Address + (functions[^1].Size is 0 ? (ulong)image.Format.WordSize : functions[^1].Size);
}
