using Kallsyms.Elf;
using Kallsyms.OtherTables.Parts;
using Kallsyms.Symbols;

namespace Kallsyms.OtherTables;

/// <summary>
/// NuttX's table of names (CONFIG_ALLSYMS): the array g_allsyms of nuttx/symtab.h, enclosed by two entries without a name, the last at
/// the end of the last function. It matches the output of tools/mkallsyms.py, which omits weak functions.
/// </summary>
static class NuttxTable
{
    const string NoName = "Unknown";

    /// <summary>Writes the C source.</summary>
    /// <param name="text">The output.</param>
    /// <param name="image">The linked image.</param>
    /// <param name="isConst">Whether the array is in read-only memory.</param>
    /// <param name="byName">Whether entries are sorted by name (CONFIG_SYMTAB_ORDEREDBYNAME).</param>
    /// <exception cref="KallsymsException">The image has no functions.</exception>
    public static void WriteSource(TextWriter text, ElfFile image, bool isConst = false, bool byName = false)
    {
        (string Name, ulong Address)[] entries = Entries(image, byName);
        string qualifier = isConst ? "const" : "";
        text.WriteLine("#include <nuttx/compiler.h>");
        text.WriteLine("#include <nuttx/symtab.h>");
        text.WriteLine();
        text.WriteLine("extern int g_nallsyms;");
        text.WriteLine();
        text.WriteLine($"extern struct symtab_s g_allsyms[{entries.Length - 2} + 2];");
        text.WriteLine();
        text.WriteLine($"{qualifier} int g_nallsyms = {entries.Length - 2} + 2;");
        text.WriteLine($"{qualifier} struct symtab_s g_allsyms[{entries.Length - 2} + 2] =");
        text.WriteLine("{");
        for (int i = 0; i < entries.Length; i++)
        {
            (string name, ulong address) = entries[i];
            string number = i == 0 ? "0x00000000" : $"0x{address:x}";
            string comma = i + 1 < entries.Length ? "," : "";
            text.WriteLine($"  {{ {FunctionList.Quoted(name)}, (FAR {qualifier} void *){number} }}{comma}");
        }
        text.WriteLine("};");
    }

    /// <summary>Returns the table that a compiler would make from the source, all of it in read-only memory.</summary>
    /// <param name="image">The linked image.</param>
    /// <exception cref="KallsymsException">The image has no functions.</exception>
    public static OtherTable Build(ElfFile image) => Build(image.Format, Entries(image, byName: false));

    /// <summary>Returns a table without functions, for an image that is not linked yet.</summary>
    public static OtherTable Empty(ElfFormat format) => Build(format, [(NoName, 0), (NoName, 0)]);

    /// <summary>Returns a table of the size that functions with these names will need.</summary>
    public static OtherTable Estimate(ElfFormat format, SymbolList functions) => Build(format,
        [(NoName, 0), .. Enumerable.Range(0, functions.Count).Where(i => functions.Types[i] is not (byte)'W')
            .Select(i => (FunctionList.Name(functions.NameText(i)), functions.Addresses[i])), (NoName, 0)]);

    static OtherTable Build(ElfFormat format, (string Name, ulong Address)[] entries)
    {
        var table = new OtherTableBuilder(format);
        Dictionary<string, int> names = table.Strings(entries.Select(entry => entry.Name));
        table.Part("g_allsyms", format.WordSize, () =>
        {
            foreach ((string name, ulong address) in entries)
            {
                table.Pointer(names[name]);
                table.Word(address);
            }
        });
        table.Part("g_nallsyms", 4, () => table.Numbers(4, [(ulong)entries.Length]));
        return table.Build(entries.Length - 2);
    }

    static (string Name, ulong Address)[] Entries(ElfFile image, bool byName)
    {
        Function[] functions = FunctionList.Read(image, symbol => symbol.Binding != SymbolBinding.Weak);
        ulong end = functions.Max(function => function.Address + function.Size);
        IEnumerable<Function> ordered = byName ? functions.OrderBy(function => function.Name, StringComparer.Ordinal) : functions;
        return [(NoName, 0), .. ordered.Select(function => (function.Name, function.Address)), (NoName, end)];
    }
}
