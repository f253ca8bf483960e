using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>
/// Writes a table as assembler text that assembles to the same bytes, labels and relocations as that of the kernel's own tool. As
/// there, the preprocessor decides the word size, so one text serves 32 and 64 bits.
/// </summary>
static class TableAssembler
{
    /// <summary>Writes the text.</summary>
    public static void Write(Stream stream, Table table)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        TableFormat format = table.Spec.TableFormat;
        if (format.WordHeader is { } header)
            WriteWordMacros(text, header, format.AlignmentRule);
        text.WriteLine(format.Section == ".data" ? "\t.data" : "\t.section .rodata, \"a\"");
        foreach (SubTable part in table.Spec.Order)
        {
            string label = part.Label();
            text.WriteLine($".globl {label}");
            text.WriteLine(format.WordHeader is null ? "\t.balign 4" : "\tALGN");
            text.WriteLine($"{label}:");
            WritePart(text, table, part);
            if (format.SizedLabels.Contains(part))
                text.WriteLine($".size {label}, . - {label}");
            text.WriteLine();
        }
    }

    static void WriteWordMacros(TextWriter text, string header, AlignmentRule rule)
    {
        string align = rule == AlignmentRule.Directive ? ".align" : ".balign";
        text.WriteLine($"#include <{header}>");
        text.WriteLine("#if BITS_PER_LONG == 64");
        text.WriteLine("#define PTR .quad");
        text.WriteLine($"#define ALGN {align} 8");
        text.WriteLine("#else");
        text.WriteLine("#define PTR .long");
        text.WriteLine($"#define ALGN {align} 4");
        text.WriteLine("#endif");
    }

    static void WritePart(TextWriter text, Table table, SubTable part)
    {
        TableSpec spec = table.Spec;
        SymbolList list = table.Symbols.List;
        ulong origin = table.Symbols.Text ?? 0;
        switch (part)
        {
            case SubTable.NumSyms:
                text.WriteLine($"\t{(spec.TableFormat.WideCounters ? "PTR" : ".long")}\t{list.Count}");
                break;
            case SubTable.RelativeBase:
                text.WriteLine($"\tPTR\t{FromText(table.RelativeBase, origin)}");
                break;
            case SubTable.Addresses:
                for (int i = 0; i < list.Count; i++)
                {
                    bool plain = AddressEntries.IsPlain(table, i);
                    text.WriteLine(plain ? $"\tPTR\t0x{list.Addresses[i]:x}" : $"\tPTR\t{FromText(list.Addresses[i], origin)}");
                }
                break;
            case SubTable.Offsets:
                for (int i = 0; i < list.Count; i++)
                    text.WriteLine($"\t.long\t{Offset(table, list.Addresses[i], origin)}");
                break;
            case SubTable.Markers when spec.TableFormat.WideCounters:
                WriteMarkers(text, table);
                break;
            default:
                var bytes = new byte[table.Sizes[part]];
                table.Write(part, bytes, 0);
                WriteBytes(text, spec.Format, bytes, part);
                break;
        }
    }

    static string Offset(Table table, ulong address, ulong origin) => table.Spec.Encoding switch
    {
        AddressEncoding.PlaceRelative => $"{FromText(address, origin)} - .",
        _ => $"{AddressEntries.Encode(table.Spec, table.Symbols, table.RelativeBase, address, 0)}",
    };

    static string FromText(ulong address, ulong origin) =>
        address >= origin ? $"_text + 0x{address - origin:x}" : $"_text - 0x{origin - address:x}";

    static void WriteMarkers(TextWriter text, Table table)
    {
        var bytes = new byte[table.Sizes[SubTable.Markers]];
        table.Write(SubTable.Markers, bytes, 0);
        for (int at = 0; at < bytes.Length; at += table.Spec.CounterSize)
            text.WriteLine($"\tPTR\t{table.Spec.Format.Word(bytes, at)}");
    }

    // Numbers wider than a byte are written as numbers: the assembler knows the byte order.
    static void WriteBytes(TextWriter text, ElfFormat format, byte[] bytes, SubTable part)
    {
        (string directive, int width) = part switch
        {
            SubTable.Markers => (".long", 4),
            SubTable.TokenIndex => (".short", 2),
            _ => (".byte", 1),
        };
        int perLine = 32 / width;
        for (int at = 0; at < bytes.Length;)
        {
            text.Write($"\t{directive}\t");
            for (int i = 0; i < perLine && at < bytes.Length; i++, at += width)
            {
                if (i > 0)
                    text.Write(',');
                text.Write(width switch { 4 => format.U32(bytes, at), 2 => format.U16(bytes, at), _ => bytes[at] });
            }
            text.WriteLine();
        }
    }
}
