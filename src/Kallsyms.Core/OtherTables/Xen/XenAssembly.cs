namespace Kallsyms.OtherTables.Xen;

/// <summary>
/// Writes Xen's table as assembler text for its own build, which assembles to the same bytes and labels as the output of
/// xen/tools/symbols. Its headers define the width and the base of addresses (SYMBOLS_ORIGIN, BITS_PER_LONG).
/// </summary>
static class XenAssembly
{
    /// <summary>The default name of the source that objects record (4.21 on).</summary>
    public const string SourceName = "xen-syms.S";

    const int NumbersPerLine = 32;

    /// <summary>Writes the text.</summary>
    /// <param name="text">The output.</param>
    /// <param name="table">The table; null for an empty one, used in a link whose symbols are not known yet.</param>
    /// <param name="form">The form that the hypervisor expects.</param>
    /// <param name="sourceName">The name of the source that the object records.</param>
    public static void Write(TextWriter text, XenTable? table, XenForm form, string sourceName)
    {
        if (form.HasEnds)
            text.WriteLine("#include <xen/linkage.h>");
        text.WriteLine("#if BITS_PER_LONG == 64 && !defined(SYMBOLS_ORIGIN)");
        text.WriteLine("#define ADDRESS .quad");
        text.WriteLine("#define ADDRESS_SIZE 8");
        text.WriteLine("#else");
        text.WriteLine("#define ADDRESS .long");
        text.WriteLine("#define ADDRESS_SIZE 4");
        text.WriteLine("#endif");
        if (form.HasEnds)
            text.WriteLine($"\t.file \"{sourceName}\"");
        text.WriteLine("\t.section .rodata, \"a\"");
        text.WriteLine("#ifdef SYMBOLS_ORIGIN");
        text.WriteLine("#define ADDRESSES symbols_offsets");
        text.WriteLine("#else");
        text.WriteLine("#define ADDRESSES symbols_addresses");
        text.WriteLine("#define SYMBOLS_ORIGIN 0");
        text.WriteLine("#endif");
        foreach (XenPart part in XenParts.Of(table, form))
        {
            string label = part.Size == 0 ? "ADDRESSES" : part.Label;
            text.WriteLine(form.HasEnds ? $"DATA({label}, {(part.Size == 0 ? "ADDRESS_SIZE" : part.Size)})"
                : $"\t.globl {label}\n\t.align ADDRESS_SIZE\n{label}:");
            Numbers(text, part);
            if (form.HasEnds)
                text.WriteLine($"END({label})");
            text.WriteLine();
        }
    }

    static void Numbers(TextWriter text, XenPart part)
    {
        (string directive, string suffix) = part.Size switch
        {
            0 => ("ADDRESS", " - SYMBOLS_ORIGIN"),
            1 => (".byte", ""),
            2 => (".short", ""),
            _ => (".long", ""),
        };
        foreach (ulong[] line in part.Values.Chunk(NumbersPerLine))
            text.WriteLine($"\t{directive}\t{string.Join(',', line.Select(value => $"0x{value:x}{suffix}"))}");
    }
}
