using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Estimate;

/// <summary>Labels of assemblers are in the image or not, as the linker is told; the estimate knows, and one link is enough.</summary>
public class LocalLabelTests
{
    static readonly string[] _labels = ["L0\u0001", "L1\u0001x", "..label", "_.L_label"];
    static readonly string[] _likeLabels = ["L1", "L12x", "L12\u0001", "L1\u00022"];

    [Theory]
    [InlineData(true)]
    [InlineData(false, "-X")]
    [InlineData(false, "--discard-locals")]
    public void OneLinkIsEnough(bool kept, params string[] options)
    {
        Command.Require("as", "ld", "objcopy");
        using var directory = new LinkDirectory();
        directory.Write("script.lds", "SECTIONS { .text : { *(.text) } .rodata : { *(.rodata) *(.kallsyms*) } .data : { *(.data) } }");
        // The assembler itself keeps such names only where relocations need them.
        string[] names = [.. _labels, .. _likeLabels];
        directory.Write("labels.s", string.Concat(names.Select((_, i) => $"name{i}: .space 4\n")));
        directory.Assemble("program.s", "program.o").Run("as", "labels.s", "-o", "labels.o");
        directory.Run("objcopy", [.. names.SelectMany((name, i) => new[] { "--redefine-sym", $"name{i}={name}" }), "labels.o"]);
        Command link = directory.Link(
            ["--map", "map", "--json", "--", "ld", .. options, "-T", "script.lds", "program.o", "labels.o", "-o", "out"]).Succeeded();
        Assert.Single(JsonDocument.Parse(link.Output).RootElement.GetProperty("passes").EnumerateArray());
        string[] found = [.. File.ReadLines(directory["map"]).Select(line => line.Split(' ')[2])];
        Assert.All(_likeLabels, name => Assert.Contains(name, found));
        Assert.All(_labels, name => Assert.Equal(kept, found.Contains(name)));
        directory.IsConsistent("out");
    }
}
