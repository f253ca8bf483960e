using Kallsyms.Elf;

namespace Kallsyms.OtherTables;

/// <summary>
/// Zephyr's table of names (CONFIG_SYMTAB): a C source with the arrays of zephyr/debug/symtab.h. It is what scripts/build/gen_symtab.py
/// writes, with whole names: there, what follows the first character that is none of an identifier's is cut off (.isra.0, C++).
/// </summary>
static class ZephyrSource
{
    /// <summary>Writes the source.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="image">The image of the link before the last.</param>
    /// <exception cref="KallsymsException">The image has no functions.</exception>
    public static void Write(TextWriter text, ElfFile image)
    {
        Function[] functions = FunctionList.Read(image, symbol => symbol.Value != 0);
        ulong start = functions[0].Address;
        text.WriteLine("/* Made by kallsyms gen --layout zephyr. */");
        text.WriteLine();
        text.WriteLine("#include <zephyr/debug/symtab.h>");
        text.WriteLine();
        text.WriteLine($"const struct z_symtab_entry z_symtab_entries[{functions.Length}] = {{");
        for (int i = 0; i < functions.Length; i++)
        {
            (ulong address, _, string name) = functions[i];
            text.WriteLine($"\t[{i}] = {{.offset = 0x{address - start:x}, .name = {FunctionList.Quoted(name)}}}, /* 0x{address:x} */");
        }
        text.WriteLine("};");
        text.WriteLine();
        text.WriteLine("const struct symtab_info z_symtab = {");
        text.WriteLine($"\t.start_addr = 0x{start:x},");
        text.WriteLine($"\t.length = {functions.Length},");
        text.WriteLine("\t.entries = z_symtab_entries,");
        text.WriteLine("};");
    }
}
