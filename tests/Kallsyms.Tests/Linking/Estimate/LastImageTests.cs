using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Estimate;

/// <summary>What no input tells, the image of the last link may.</summary>
[RunsKallsyms]
public sealed class LastImageTests : IDisposable
{
    const string Linker = "arm-linux-gnueabi-ld";

    // Cortex-A8, erratum 657417: a branch of four bytes that crosses a page, back into the first, behind another instruction of four bytes.
    const string Source = """
        .syntax unified
        .arch armv7-a
        .thumb
        .globl _start
        .thumb_func
        .type _start, %function
        _start:
        .rept 2045
        nop
        .endr
        add.w r0, r0, r1
        b.w _start
        .data
        .word kallsyms_names

        """;

    const string Script = """
        SECTIONS {
            . = 0x10000;
            _text = .; _stext = .;
            .text : { *(.text) }
            _etext = .;
            .rodata : { *(.rodata) }
            .data : { *(.data) }
            /DISCARD/ : { *(.ARM.attributes) }
        }
        """;

    readonly LinkDirectory _directory = new();

    public LastImageTests()
    {
        Command.Require("arm-linux-gnueabi-as", Linker);
        _directory.Write("erratum.s", Source);
        _directory.Write("script.lds", Script);
        _directory.Run("arm-linux-gnueabi-as", "erratum.s", "-o", "erratum.o");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void StubOfTheLinkersOwn_IsExpectedOnceTheLastImageHasIt()
    {
        Assert.Equal(2, Link("exact"));
        byte[] first = File.ReadAllBytes(_directory["out"]);
        Assert.Equal(1, Link("exact"));
        Assert.Equal(first, File.ReadAllBytes(_directory["out"]));
    }

    [Fact]
    public void LastImageThatIsNone_IsPassedOver()
    {
        _directory.Write("out", "no image");
        Assert.Equal(2, Link("exact"));
    }

    [Fact]
    public void RoomThatIsLeftOver_DoesNotDependOnTheLastImage()
    {
        Link("single");
        byte[] first = File.ReadAllBytes(_directory["out"]);
        Link("single");
        Assert.Equal(first, File.ReadAllBytes(_directory["out"]));
    }

    int Link(string mode)
    {
        Command link = _directory.Link(
            ["--json", "--mode", mode, "--", Linker, "--fix-cortex-a8", "-T", "script.lds", "erratum.o", "-o", "out"]).Succeeded();
        return JsonDocument.Parse(link.Output).RootElement.GetProperty("passes").GetArrayLength();
    }
}
