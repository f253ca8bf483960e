using System.Text;
using Kallsyms.Elf;
using Kallsyms.Tests.Fixtures;

namespace Kallsyms.Tests.Machines;

/// <summary>An object with the labels of a kernel, assembled by a machine's tools, and a script that links it with a table.</summary>
sealed class KernelLikeObject : IDisposable
{
    // Sections end at odd addresses, so that the alignment of what follows shows.
    const string Source = """
        .text
        .globl _text, _stext, _etext
        _text: _stext:
        .type first, %function
        first: .space 64
        .globl second
        .type second, %function
        second: .space 61
        _etext:
        .section .init.text, "ax"
        .globl _sinittext, _einittext
        _sinittext: .space 8
        _einittext:
        .data
        .balign 8
        .dc.a second
        .globl counter
        counter: .space 13
        .bss
        buffer: .space 5

        """;

    const string Script = """
        SECTIONS
        {
            . = 0x80100000;
            .text : { *(.text) *(.sfpr) }
            _after_text = .;
            .init.text : { *(.init.text) }
            .data : { *(.data) _after_data = .; }
            .rodata : { *(.rodata) _after_table = .; }
            .bss : { *(.bss) _after_bss = .; }
            /DISCARD/ : { *(.reginfo) *(.MIPS.*) *(.pdr) *(.note*) *(.comment) }
        }
        """;

    const string List = """
        0000000000100000 T _stext
        0000000000100000 T _text
        0000000000100000 t first
        0000000000100040 T second
        000000000010007d T _etext
        0000000000100080 D counter
        0000000000200000 d far_away
        00000000000fff00 d before_text

        """;

    readonly CrossTools _tools;

    KernelLikeObject(CrossTools tools) => _tools = tools;

    public Scratch Scratch { get; } = new();

    public string Object => Scratch["kernel.o"];

    /// <summary>A list of symbols for a table; no addresses of the object.</summary>
    public string Map => Scratch["list.map"];

    public string ScriptFile => Scratch["kernel.lds"];

    public static KernelLikeObject Assemble(CrossTools tools, string more = "")
    {
        var made = new KernelLikeObject(tools);
        made.Assemble(Source + more, "kernel.o");
        made.Scratch.Write("kernel.lds", Script);
        bool wide = made.IsWide;
        made.Scratch.Write("list.map", string.Join('\n', List.Split('\n').Select(line => wide || line.Length == 0 ? line : line[8..])));
        return made;
    }

    public bool IsWide
    {
        get
        {
            using ElfFile file = ElfFile.Open(Object);
            return file.Format.Is64;
        }
    }

    /// <summary>Assembles what gen wrote, as a kernel's build does: preprocessed first.</summary>
    public string AssembleTable(string text, string output)
    {
        Directory.CreateDirectory(Scratch["include/asm"]);
        foreach (string header in (string[])["bitsperlong.h", "types.h"])
            Scratch.Write("include/asm/" + header, "");
        string source = Scratch.Write("table.S", text);
        Command.Require("gcc");
        string bits = $"-DBITS_PER_LONG={(IsWide ? 64 : 32)}";
        Command plain = Command.Run("gcc", ["-E", "-P", "-undef", bits, "-I", Scratch["include"], source]).Succeeded();
        return Assemble(Encoding.Latin1.GetString(plain.OutputBytes), output);
    }

    /// <summary>Links it with a table object.</summary>
    public string Link(string table)
    {
        string output = Path.ChangeExtension(table, ".image");
        Command.Run(_tools.Ld, [.. _tools.Linker, "-e", "_text", "-T", ScriptFile, "-o", output, Object, table]).Succeeded();
        return output;
    }

    public void Dispose() => Scratch.Dispose();

    string Assemble(string text, string output)
    {
        string source = Scratch.Write(output + ".s", text);
        Command.Run(_tools.As, [.. _tools.Assembler, "-o", Scratch[output], source]).Succeeded();
        return Scratch[output];
    }
}
