using Kallsyms.Elf;
using Kallsyms.Tests.Fixtures;

namespace Kallsyms.Tests.Tables;

/// <summary>A small kernel-like image for one machine: text with the kernel's labels, data, and the table behind everything else.</summary>
sealed class MachineImage : IDisposable
{
    const string Source = """
        .text
        .globl _start, _text, _stext, _etext
        _text: _stext: _start:
        .type first, %function
        first: .space 64
        .globl second
        .type second, %function
        second: .space 64
        .weak second_weak
        .type second_weak, %function
        second_weak: .space 4
        __second: .space 12
        _etext:
        .section .init.text, "ax"
        .globl _sinittext, _einittext
        _sinittext: .space 8
        setup: .space 8
        _einittext:
        .data
        .globl counter
        counter: .space 16
        .bss
        buffer: .space 4096

        """;

    // Labels that stand for the per-cpu range of x86-64, which starts at address 0.
    const string PerCpu = ".section .percpu, \"aw\"\n.globl __per_cpu_start, __per_cpu_end\n__per_cpu_start: .space 16\ncurrent_task: .space 8\n__per_cpu_end:\n";

    readonly Scratch _scratch = new();
    readonly string _linker;
    readonly string[] _linkerOptions;

    MachineImage(string linker, params string[] linkerOptions) => (_linker, _linkerOptions) = (linker, linkerOptions);

    public string Object => _scratch["image.o"];

    /// <summary>The object assembled by a machine's binutils.</summary>
    public static MachineImage Assemble(CrossTools tools, bool percpu = false)
    {
        tools.Require();
        var image = new MachineImage(tools.Ld, tools.Linker);
        string source = image._scratch.Write("image.s", Source + (percpu ? PerCpu : ""));
        Command.Run(tools.As, [.. tools.Assembler, "-o", image.Object, source]).Succeeded();
        image.WriteScript(percpu ? "0xffffffff81000000" : image.Is64 ? "0x80000000" : "0x10000", percpu);
        return image;
    }

    /// <summary>An object made without an assembler, for a machine of which there is only a linker.</summary>
    public static MachineImage Write(string linker, ElfTarget target)
    {
        Command.Require(linker);
        var image = new MachineImage(linker);
        ObjectLabel[] labels =
        [
            new("_text", 0), new("_stext", 0), new("_start", 0), new("first", 0), new("second", 64), new("_etext", 128), new("_sinittext", 128),
            new("_einittext", 128),
        ];
        File.WriteAllBytes(image.Object, ElfObjectWriter.Write(new(target, ".data", 16, new byte[128], labels, [])));
        image.WriteScript("0x120000000", percpu: false);
        return image;
    }

    public bool Is64
    {
        get
        {
            using ElfFile file = ElfFile.Open(Object);
            return file.Format.Is64;
        }
    }

    /// <summary>Links the image with tables made of the link before, until the third link: the names are final after the second.</summary>
    public string Link(params string[] options)
    {
        string image = _scratch["image"];
        RunLinker(image, []);
        for (int pass = 0; pass < 3; pass++)
        {
            Command.Kallsyms(["gen", .. options, "--like", Object, "--object", _scratch["table.o"], image]).Succeeded();
            RunLinker(image, [_scratch["table.o"]]);
        }
        return image;
    }

    public void Dispose() => _scratch.Dispose();

    void WriteScript(string start, bool percpu) => _scratch.Write("image.lds", $$"""
        ENTRY(_start)
        SECTIONS
        {
            {{(percpu ? ".percpu 0 : { *(.percpu) }" : "")}}
            . = {{start}};
            .text : { *(.text) }
            .init.text : { *(.init.text) }
            .data : ALIGN(4096) { *(.data) }
            .rodata : ALIGN(4096) { *(.rodata) }
            .bss : { *(.bss) }
        }
        """);

    void RunLinker(string output, string[] table) =>
        Command.Run(_linker, [.. _linkerOptions, "-T", _scratch["image.lds"], "-o", output, Object, .. table]).Succeeded();
}
