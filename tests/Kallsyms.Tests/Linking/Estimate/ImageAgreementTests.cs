using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Estimate;

/// <summary>What is estimated from the inputs is what the linker then makes: every name, with its letter.</summary>
[RunsKallsyms]
public class ImageAgreementTests
{
    const string Start = """
        .section .text.start,"ax"
        .globl _start
        _start: .quad used, shared_name
        .section .text.used,"ax"
        used: nop
        .section .text.dead,"ax"
        .globl dead
        dead: .quad only_for_dead
        .section .text.only_for_dead,"ax"
        only_for_dead: nop
        .section .init.kept,"a"
        kept: .quad for_kept
        .section .text.for_kept,"ax"
        for_kept: nop
        .section .text.asked,"ax"
        .globl asked
        asked: nop
        .section .text.other_name,"ax"
        .globl target
        target: nop
        .section describes_used,"ao",%progbits,.text.used
        of_used: .quad 0
        .section describes_dead,"ao",%progbits,.text.dead
        of_dead: .quad 0
        .section .retained,"aR",%progbits
        retained: .quad 0
        .section .note.x,"a",%note
        note: .quad 0
        .section .text.member,"axG",%progbits,group,comdat
        member: nop
        .section .data.member,"awG",%progbits,group,comdat
        member_data: .quad 0
        .section .unloaded,"",%progbits
        of_unloaded: .quad only_for_unloaded
        .section .text.only_for_unloaded,"ax"
        only_for_unloaded: nop
        .section .text.user,"ax"
        user_of_group: .quad member
        .data
        .quad user_of_group, kallsyms_names

        """;

    const string Other = """
        .section .text.shared_name,"ax"
        .globl shared_name
        shared_name: .quad another_name
        .section .text.weak,"ax"
        .weak asked
        asked: .quad for_weak
        .section .text.for_weak,"ax"
        for_weak: nop

        """;

    const string GarbageScript = """
        ENTRY(_start)
        another_name = target;
        SECTIONS {
            .text : { *(.text.start) *(.text .text.*) }
            .init : { KEEP(*(.init.kept)) *(describes_*) *(.retained) *(.note.x) }
            .rodata : { *(.rodata) *(.kallsyms*) }
            .data : { KEEP(*(.data)) *(.data.member) }
            /DISCARD/ : { *(.dynamic .dynsym .dynstr .hash .gnu.hash .interp .comment) }
        }
        """;

    // Labels of sections without input, before and behind what they name, of sections that appear twice or hold only what the
    // script writes.
    const string LabelScript = """
        before = object + 4; alias_of_object = object; alias_of_later = later; alias_of_inner = inner;
        SECTIONS {
            . = 0x10000;
            .text : { *(.text .text.*) }
            outside = object + 4;
            later = .;
            .data : { *(.data) within = object + 4; inner = .; }
            kept : { kept_start = .; KEEP(*(keepme)) kept_end = .; }
            unkept : { unkept_start = .; *(other) unkept_end = .; }
            behind = .;
            aligned_object = ALIGN(object, 16);
            aligned_dot = ALIGN(16);
            .padding : { BYTE(0); }
            behind_padding = .;
            .stack : { . = ALIGN(8); stack = .; . = stack + 16; stack_end = .; }
            . = ALIGN(4096);
            .data..percpu : { percpu_start = .; . = ALIGN(4096); percpu_end = .; }
            .fixup : { fixup_start = .; *(.fixup) fixup_end = .; }
            .data : { . = ALIGN(4096); second = .; }
            .rodata : { *(.rodata) *(.kallsyms*) }
            /DISCARD/ : { *(.comment) }
        }
        after = ALIGN(object, 16); after_object = object; after_dot = .;
        """;

    const string Labelled = """
        .globl object, _start
        .text
        _start: nop
        .data
        .quad 0
        object: .quad .LC0
        .section keepme,"a"
        .section other,"a"
        .section .rodata.str1.1,"aMS",@progbits,1
        .LC0: .string "merged"
        .section .lasting,"a"
        .Lstays: .quad .Lstays

        """;

    // Sections that nothing is in, and one that begins with a symbol.
    const string Empty = """
        .globl object, _start
        .text
        _start: nop
        .data
        object: .quad 0
        .section .empty,"ax"
        local_in_empty:
        .globl in_empty
        in_empty:
        .section .empty_data,"aw",%nobits
        local_in_empty_data:
        .weak in_empty_data
        in_empty_data:
        .globl object_in_empty
        .type object_in_empty,%object
        object_in_empty:
        .section .empty_orphan,"aw"
        local_in_orphan:
        .globl in_orphan
        in_orphan:

        """;

    const string EmptyScript = """
        SECTIONS {
            . = 0x10000;
            .text : { before_start = .; *(.none) . = ALIGN(4); *(.text) }
            .empty : { empty_start = .; *(.empty) }
            .rodata : { *(.rodata) *(.kallsyms*) }
            .empty_data : { *(.empty_data) }
            .data : { *(.data) }
            .bss : { *(.bss) }
        }
        """;

    const string Percpu = """
        .globl _start
        .text
        _start: nop
        .section .data..percpu,"aw"
        variable: .quad 0

        """;

    // x86-64 up to 6.14: at address 0, with code behind it.
    const string PercpuScript = """
        SECTIONS {
            . = 0x10000;
            .rodata : { *(.rodata) *(.kallsyms*) }
            . = ALIGN(4096);
            .begin : { begin = .; }
            load = .;
            .data..percpu 0 : AT(load) { percpu_start = .; *(.data..percpu) }
            . = load + SIZEOF(.data..percpu);
            .text : { *(.text) }
            .data : { *(.data) }
            .bss : { *(.bss) }
        }
        """;

    [Theory]
    [InlineData("ld", "--gc-sections", "-u", "asked")]
    [InlineData("ld", "--gc-sections", "--undefined=asked")]
    [InlineData("ld", "--gc-sections", "-pie", "-z", "norelro")]
    [InlineData("ld", "--gc-sections", "--no-gc-sections")]
    [InlineData("ld.lld", "--gc-sections", "-u", "asked")]
    [InlineData("ld.lld", "--gc-sections", "-z", "nostart-stop-gc")]
    public void WhatNothingRefersToIsDropped(string linker, params string[] options)
    {
        using LinkDirectory directory = Assembled(linker, Start, Other);
        string[] found = Agrees(directory, GarbageScript, linker, options);
        Assert.Contains("for_kept", found);
        Assert.Equal(options.Contains("--no-gc-sections"), found.Contains("only_for_dead"));
    }

    [Theory]
    [InlineData("ld")]
    [InlineData("ld", "-X")]
    [InlineData("ld", "--defsym", "alias_by_option=object", "-defsym=number_by_option=0x10", "--defsym=sum_by_option=object+4")]
    public void LabelsHaveTheLettersOfTheImage(string linker, params string[] options)
    {
        using LinkDirectory directory = Assembled(linker, Labelled, "");
        Assert.Contains("fixup_start", Agrees(directory, LabelScript, linker, options));
    }

    // arm64 6.1 without what it would put into .aligned and .others; the table of offsets is in .text.
    const string AlignedScript = """
        SECTIONS {
            . = 0x10000;
            before = .;
            .head.text : AT(ADDR(.head.text) - 0) { KEEP(*(.head.text)) }
            .text : { *(.text) *(.got) }
            .got.plt : { *(.got.plt) }
            .rodata : { *(.rodata) *(.kallsyms*) }
            .notes : { notes_start = .; KEEP(*(.notes)) }
            . = ALIGN(4096); rodata_end = .;
            .aligned : { . = ALIGN(4096); }
            first = .;
            . += 4096;
            second = .;
            . = ALIGN(4096);
            third = .;
            .init.text : { init_start = .; *(.init.text) init_end = .; }
            . = ALIGN(64);
            before_others = .;
            .others : { *(.others) . = ALIGN(64); }
            behind_others = .;
            .data : { *(.data) }
            .bss : { *(.bss) }
            . = ALIGN(64); end_of_bss = .;
            .last : { . = ALIGN(64); }
            end = .;
        }
        """;

    const string Aligned = """
        .globl _start
        .text
        _start: nop
        .section .notes,"a"
        .quad 0
        .section .init.text,"ax"
        init: nop
        .data
        variable: .quad 0
        .bss
        .skip 8

        """;

    // LoongArch 6.12: room for relocations in an image that has none.
    [Fact]
    public void LabelsBehindRelocationsOfLldHaveTheLettersOfTheImage()
    {
        using LinkDirectory directory = Assembled("ld.lld", Aligned, "");
        string script = AlignedScript.Replace(
            "    .bss : {",
            "    .rela.dyn : { rela_start = .; *(.rela.dyn) *(.rela*) } .padding : { BYTE(0); . = ALIGN(64); } data_end = .;\n    .bss : {");
        Assert.Contains("data_end", Agrees(directory, script, "ld.lld", []));
    }

    [Theory]
    [InlineData("ld")]
    [InlineData("ld.lld")]
    public void LabelsBesideASectionThatOnlyAlignsHaveTheLettersOfTheImage(string linker)
    {
        using LinkDirectory directory = Assembled(linker, Aligned, "");
        Assert.Contains("rodata_end", Agrees(directory, AlignedScript, linker, []));
    }

    [Theory]
    [InlineData("ld")]
    [InlineData("ld.lld")]
    public void ALabelBeforePerCpuSymbolsIsTheirs(string linker)
    {
        using LinkDirectory directory = Assembled(linker, Percpu, "");
        Assert.Contains("load", Agrees(directory, PercpuScript, linker, []));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, "--discard-none")]
    [InlineData(false, "-X")]
    [InlineData(true, "-X", "--discard-none")]
    public void LocalLabelsStayOutsideOfMergedSections(bool stays, params string[] options)
    {
        using LinkDirectory directory = Assembled("ld", Labelled, "");
        // The assembler keeps them if it is told to.
        directory.Run("as", "--keep-locals", "0.s", "-o", "0.o");
        string[] found = Agrees(directory, LabelScript, "ld", options);
        Assert.Equal(stays, found.Contains(".Lstays"));
        Assert.Equal(options.Contains("--discard-none"), found.Contains(".LC0"));
    }

    [Theory]
    [InlineData(false, "ld")]
    [InlineData(true, "ld", "--emit-relocs")]
    [InlineData(true, "ld.lld")]
    public void SectionsWithoutContentsAreDropped(bool stays, string linker, params string[] options)
    {
        using LinkDirectory directory = Assembled(linker, Empty, "");
        string[] found = Agrees(directory, EmptyScript, linker, options);
        Assert.Equal(stays, found.Contains("local_in_empty"));
        Assert.Contains("in_empty", found);
    }

    [Fact]
    public void ASymbolAtTheStartOfASectionIsWhereItsFirstLabelIs()
    {
        using LinkDirectory directory = Assembled("ld", Empty, "");
        Agrees(directory, EmptyScript, "ld", []);
        Assert.Single(File.ReadLines(directory["evidence/pass-0.symbols"])
            .Where(line => line.EndsWith(" _start", StringComparison.Ordinal) || line.EndsWith(" before_start", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]).Distinct());
    }

    static LinkDirectory Assembled(string linker, params string[] sources)
    {
        Command.Require("as", linker);
        var directory = new LinkDirectory();
        for (int i = 0; i < sources.Length; i++)
        {
            directory.Write($"{i}.s", sources[i]);
            directory.Run("as", $"{i}.s", "-o", $"{i}.o");
        }
        return directory;
    }

    // The names of both, which are the same with the same letters.
    static string[] Agrees(LinkDirectory directory, string script, string linker, string[] options)
    {
        directory.Write("script.lds", script);
        directory.Link(["--evidence", "evidence", "--", linker, .. options, "-T", "script.lds", "0.o", "1.o", "-o", "out"]).Succeeded();
        string[] estimated = Symbols(directory["evidence/pass-0.symbols"]);
        Assert.Equal(Symbols(directory["evidence/pass-1.symbols"]), estimated);
        return [.. estimated.Select(symbol => symbol[2..])];
    }

    static string[] Symbols(string file) =>
        [.. File.ReadLines(file).Select(line => line[(line.IndexOf(' ') + 1)..]).Order(StringComparer.Ordinal)];
}
