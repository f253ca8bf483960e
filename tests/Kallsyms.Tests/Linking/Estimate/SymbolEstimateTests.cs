using System.Text.Json;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Estimate;

/// <summary>What becomes of a symbol depends on the linker and its options; where the estimate knows, one link is enough.</summary>
[RunsKallsyms]
public class SymbolEstimateTests
{
    static readonly string[] _labels = ["L0\u0001", "L1\u0001x", "..label", "_.L_label"];
    static readonly string[] _likeLabels = ["L1", "L12x", "L12\u0001", "L1\u00022"];

    [Theory]
    [InlineData(true)]
    [InlineData(false, "-X")]
    [InlineData(false, "--discard-locals")]
    public void LabelsOfAssemblersAreDroppedOnDemand(bool kept, params string[] options)
    {
        Command.Require("as", "ld", "objcopy");
        using var directory = new LinkDirectory();
        // The assembler itself keeps such names only where relocations need them.
        string[] names = [.. _labels, .. _likeLabels];
        directory.Write("labels.s", string.Concat(names.Select((_, i) => $"name{i}: .space 4\n")));
        directory.Run("as", "labels.s", "-o", "more.o");
        directory.Run("objcopy", [.. names.SelectMany((name, i) => new[] { "--redefine-sym", $"name{i}={name}" }), "more.o"]);
        string[] found = [.. LinkOnce(directory, "ld", options).Select(line => line.Split(' ')[2])];
        Assert.All(_likeLabels, name => Assert.Contains(name, found));
        Assert.All(_labels, name => Assert.Equal(kept, found.Contains(name)));
    }

    [Theory]
    [InlineData("TWV", "ld")]
    [InlineData("TWV", "ld", "-pie")]
    [InlineData("ttd", "ld", "-shared")]
    [InlineData("ttd", "ld.lld")]
    [InlineData("ttd", "ld.lld", "-pie")]
    public void HiddenSymbolsAreMadeLocal(string letters, string linker, params string[] options)
    {
        Command.Require("as", linker);
        using var directory = new LinkDirectory();
        directory.Write("hidden.s", """
            .globl	hidden
            .hidden	hidden
            hidden: .space 8
            .weak	hidden_weak
            .hidden	hidden_weak
            hidden_weak: .space 8
            .weak	weak
            weak: .space 8
            .data
            .weak	hidden_data
            .hidden	hidden_data
            .type	hidden_data, %object
            hidden_data: .quad hidden_weak

            """);
        directory.Run("as", "hidden.s", "-o", "more.o");
        string[] found = [.. LinkOnce(directory, linker, options).Select(line => line[(line.IndexOf(' ') + 1)..])];
        string[] expected = [$"{letters[0]} hidden", $"{letters[1]} hidden_weak", $"{letters[2]} hidden_data", "W weak"];
        Assert.All(expected, symbol => Assert.Contains(symbol, found));
    }

    // As in x86 kernels up to 3.x, where the start-up code lies before _stext.
    [Fact]
    public void WhatLiesBehindALabelInTheMiddleOfASection_IsKnown()
    {
        const string script = """
            SECTIONS {
                .text : { _text = .; *(.head.text) . = ALIGN(8); _stext = .; *(.text) _etext = .; }
                .rodata : { *(.rodata) *(.kallsyms*) } .data : { *(.data) }
            }
            """;
        Assert.Equal(302, CountListed("linux-3.4", script, ".section .head.text, \"ax\"\nstart: .space 24\n"));
    }

    // A label between sections is one of the range of init functions only if it is at their start.
    [Theory]
    [InlineData(". = ALIGN(16);", ". = ALIGN((1 << 13));", false)]
    [InlineData(". = ALIGN((1 << (12 + 1)));", ". = ALIGN(16);", true)]
    [InlineData(". = ALIGN(0x2000);", ". += 0x2000;", false)]
    [InlineData(". = ALIGN(8 * 1K);", "", true)]
    [InlineData(". = ALIGN(16);", "behind = ALIGN(0x2000); . = ALIGN(0x2000);", true)]
    public void WhereALabelBetweenSectionsLies_IsKnown(string before, string behind, bool isListed)
    {
        string script = $$"""
            SECTIONS {
                . = 0x10000;
                .text : { _stext = .; *(.text) _etext = .; }
                .data : { *(.data) }
                {{before}}
                .none : { none_start = .; *(.none) }
                {{behind}}
                .init.text : { _sinittext = .; *(.init.text) _einittext = .; }
                .rodata : { *(.rodata) *(.kallsyms*) }
            }
            """;
        const string more = ".section .init.text, \"ax\"\nstart: .space 24\n.data\nvariable: .quad 0\n";
        Assert.Equal(isListed ? 306 : 305, CountListed("linux-6.1", script, more));
    }

    // How many symbols a table of functions has, of an image with 300 functions and what is added before them; linked in one pass.
    static int CountListed(string release, string script, string more)
    {
        Command.Require("as", "ld");
        using var directory = new LinkDirectory();
        directory.Write("script.lds", script);
        directory.Write("functions.s", $"{more}.text\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"function_{i}: .space 8\n")));
        directory.Run("as", "functions.s", "-o", "functions.o");
        var command = LinkerCommandLine.Parse(["ld", "-T", directory["script.lds"], directory["functions.o"], "-o", directory["out"]]);
        LinkOutcome outcome = KernelLink.Run(
            new(command, KernelRelease.Parse(release)) { TextOnly = true }, _ => { }, TestContext.Current.CancellationToken);
        Assert.Single(outcome.Passes);
        return outcome.Table.Symbols.List.Count;
    }

    // The lines of the map of program.o and more.o, linked in one pass.
    static string[] LinkOnce(LinkDirectory directory, string linker, string[] options)
    {
        directory.Write("script.lds", """
            SECTIONS {
                .text : { *(.text) } .rodata : { *(.rodata) *(.kallsyms*) } .data : { *(.data) }
                /DISCARD/ : { *(.dynamic .dynsym .dynstr .hash .gnu.hash .interp) }
            }
            """);
        directory.Assemble("program.s", "program.o");
        Command link = directory.Link(
            ["--map", "map", "--json", "--", linker, .. options, "-T", "script.lds", "program.o", "more.o", "-o", "out"]).Succeeded();
        Assert.Single(JsonDocument.Parse(link.Output).RootElement.GetProperty("passes").EnumerateArray());
        directory.IsConsistent("out");
        return File.ReadAllLines(directory["map"]);
    }
}
