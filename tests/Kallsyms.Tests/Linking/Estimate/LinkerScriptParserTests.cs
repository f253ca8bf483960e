using Kallsyms.Linking.Estimate;
using Xunit;

namespace Kallsyms.Tests.Linking.Estimate;

public class LinkerScriptParserTests
{
    [Fact]
    public void SectionsAndLabelsComeInOrder()
    {
        LinkerScript script = LinkerScriptParser.Parse("""
            OUTPUT_ARCH(arm) ENTRY(start) /* a comment { */
            jiffies = jiffies_64;
            PHDRS { text PT_LOAD FLAGS(5); }
            SECTIONS {
              . = 0xc0000000 + (0x1000 & ~15);
              .text : AT(ADDR(.text) - 0x1000) { _text = .; *(.text .text.[_0-9A-Za-z]*) . = ALIGN(16); end = .; } :text = 0xcccc
              _etext = .;
              .bss (NOLOAD) : { *(COMMON) KEEP(*(SORT(.bss.*))) . += 4096; } :data
              /DISCARD/ : { *(.discard) }
              ASSERT(SIZEOF(.bss) == 0, "a } in a string")
              PROVIDE(_end = .);
            }
            """);
        Assert.Equal(["jiffies", ".", ".text", "_etext", ".bss", "/DISCARD/", "_end"], script.Statements.Select(Name));
        ScriptSection text = script.Statements.OfType<ScriptSection>().First();
        Assert.Equal([".text", ".text.[_0-9A-Za-z]*"], text.Items.OfType<ScriptPattern>().Single().Sections);
        Assert.Equal(["_text", ".", "end"], text.Items.OfType<ScriptInnerLabel>().Select(label => label.Assignment.Name));
        Assert.True(((ScriptLabel)script.Statements[^1]).Assignment.OnlyIfWanted);
    }

    [Fact]
    public void OnlyThePatternInKeepIsKept()
    {
        LinkerScript script = LinkerScriptParser.Parse(
            ".a : { *(.x) KEEP(*(SORT(.y.*))) *(.z) KEEP (SORT_BY_NAME(file.o)(.v)) *(.w) BYTE(0) }");
        ScriptSection section = Assert.IsType<ScriptSection>(script.Statements[0]);
        Assert.Equal([false, true, false, true, false], section.Items.OfType<ScriptPattern>().Select(pattern => pattern.Keep));
        Assert.IsType<ScriptData>(section.Items[^1]);
    }

    [Fact]
    public void WhatAScriptRefersToIsKnown()
    {
        LinkerScript script = LinkerScriptParser.Parse(
            "ENTRY(start) EXTERN(a b) x = y + 4; SECTIONS { .t : { i = .; . = ALIGN(8); ASSERT(p < q, \"\") } ASSERT(r, \"\") }");
        Assert.Equal(["start", "a", "b"], script.Kept);
        Assert.Equal(["x", "i"], script.Assignments.Select(assignment => assignment.Name));
        Assert.Equal(["p < q, \"\"", "r, \"\""], script.Conditions);
    }

    [Fact]
    public void AddingToTheLocationCounterIsSaidInFull()
    {
        ScriptSection section = Assert.IsType<ScriptSection>(LinkerScriptParser.Parse(".brk : { . += 64 * 1024; }").Statements[0]);
        Assert.Equal(". + 64 * 1024", Assert.IsType<ScriptInnerLabel>(section.Items[0]).Assignment.Expression);
    }

    [Fact]
    public void TheSectionsOfAnOverlayAreSections()
    {
        LinkerScript script = LinkerScriptParser.Parse("OVERLAY 0xffff0000 : NOCROSSREFS AT(lma) { .a { *(.a) } .b { *(.b) } } end = .;");
        Assert.Equal([".a", ".b", "end"], script.Statements.Select(Name));
    }

    [Theory]
    [InlineData("SECTIONS { .text : { *(.text")]
    [InlineData("x = ")]
    [InlineData("PROVIDE(")]
    [InlineData("\"")]
    [InlineData("}{)(;:=[")]
    [InlineData("OVERLAY : { a b c")]
    [InlineData("= = = : { } : { }")]
    public void DamagedTextEndsWithoutAnError(string text) => Assert.NotNull(LinkerScriptParser.Parse(text));

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData(".text.*", ".text.hot", true)]
    [InlineData(".text.*", ".text", false)]
    [InlineData("*(a", "x(a", true)]
    [InlineData(".data.[0-9a-zA-Z_]*", ".data..percpu", false)]
    [InlineData(".text.[_0-9A-Za-df-rt-z]*", ".text.exit", false)]
    [InlineData(".text.[!e]*", ".text.foo", true)]
    [InlineData("?b\\*", "ab*", true)]
    [InlineData("[", "[", true)]
    [InlineData("a*b*c", "aXXbYYc", true)]
    [InlineData("a*b*c", "aXXbYY", false)]
    public void PatternsMatchWholeNames(string pattern, string name, bool expected) => Assert.Equal(expected, Wildcard.Matches(pattern, name));

    static string Name(ScriptStatement statement) => statement switch
    {
        ScriptSection section => section.Name,
        ScriptLabel label => label.Assignment.Name,
        _ => "",
    };
}
