using Kallsyms.Elf;

namespace Kallsyms.OtherTables;

/// <summary>
/// NuttX's table of names (CONFIG_ALLSYMS): a C source with the array g_allsyms of nuttx/symtab.h, between two entries without a name,
/// the last of which stands where the last function ends. It is what tools/mkallsyms.py writes; weak functions are left out there.
/// </summary>
static class NuttxSource
{
    /// <summary>Writes the source.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="image">The linked image.</param>
    /// <param name="isConst">The array lies in read-only memory.</param>
    /// <param name="byName">Entries are in the order of names (CONFIG_SYMTAB_ORDEREDBYNAME).</param>
    /// <exception cref="KallsymsException">The image has no functions.</exception>
    public static void Write(TextWriter text, ElfFile image, bool isConst = false, bool byName = false)
    {
        Function[] functions = FunctionList.Read(image, symbol => symbol.Binding != SymbolBinding.Weak);
        if (byName)
            functions = [.. functions.OrderBy(function => function.Name, StringComparer.Ordinal)];
        ulong end = functions.Max(function => function.Address + function.Size);
        string qualifier = isConst ? "const" : "";
        text.WriteLine("#include <nuttx/compiler.h>");
        text.WriteLine("#include <nuttx/symtab.h>");
        text.WriteLine();
        text.WriteLine("extern int g_nallsyms;");
        text.WriteLine();
        text.WriteLine($"extern struct symtab_s g_allsyms[{functions.Length} + 2];");
        text.WriteLine();
        text.WriteLine($"{qualifier} int g_nallsyms = {functions.Length} + 2;");
        text.WriteLine($"{qualifier} struct symtab_s g_allsyms[{functions.Length} + 2] =");
        text.WriteLine("{");
        Entry("\"Unknown\"", "0x00000000", ",");
        foreach (Function function in functions)
            Entry(FunctionList.Quoted(function.Name), $"0x{function.Address:x}", ",");
        Entry("\"Unknown\"", $"0x{end:x}", "");
        text.WriteLine("};");

        void Entry(string name, string address, string comma) =>
            text.WriteLine($"  {{ {name}, (FAR {qualifier} void *){address} }}{comma}");
    }
}
