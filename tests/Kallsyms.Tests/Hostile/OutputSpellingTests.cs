using Kallsyms.Linking.Commands;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>Every spelling of an option that a linker understands is understood, or refused: never a.out by surprise, never a file lost.</summary>
[Trait("Set", "hostile")]
[RunsKallsyms]
public class OutputSpellingTests
{
    [Theory]
    [InlineData("-o out")]
    [InlineData("-oout")]
    [InlineData("--output out")]
    [InlineData("--output=out")]
    [InlineData("--outpu out")]
    [InlineData("--outp=out")]
    [InlineData("@response")]
    public void AnOutputOfALinkerIsFoundInEverySpelling(string spelling)
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Write("response", "--outpu out");
        directory.Link(["-q", "--", "ld.bfd", "program.o", .. spelling.Split(' ')]).Succeeded();
        directory.IsConsistent("out");
        directory.HasOnly("program.o", "response", "out");
    }

    [Theory]
    [InlineData("-Wl,-oout")]
    [InlineData("-Wl,--output=out")]
    [InlineData("-Wl,--outpu,out")]
    [InlineData("-Xlinker -o -Xlinker out")]
    [InlineData("-Xlinker --outp=out")]
    [InlineData("-Wl,@response")]
    [InlineData("-Wl,-output,out")]
    [InlineData("--for-linker=-oout")]
    public void AnOutputThatOnlyTheLinkerIsToldIsRefused(string spelling)
    {
        using LinkDirectory directory = new LinkDirectory().Compile("program.o", 2, "gcc", "-fPIE");
        directory.Write("response", "-o out");
        directory.Link(["--", "gcc", "program.o", .. spelling.Split(' ')]).Exited(2);
        directory.HasOnly("program.o", "response");
    }

    [Theory]
    [InlineData("--emit-reloc", true)]
    [InlineData("-emit-relocs", true)]
    [InlineData("--emit-stub-syms", false)]
    public void AnOptionCutShortIsThatOption(string spelling, bool keepsRelocations) =>
        Assert.Equal(keepsRelocations, LinkerCommandLine.Parse(["ld", "a.o", spelling]).KeepsRelocations);

    [Theory]
    [InlineData("--scrip out.lds")]
    [InlineData("-script=out.lds")]
    [InlineData("-T out.lds")]
    [InlineData("-Tout.lds")]
    [InlineData("-Tdata=0x1000 --script out.lds")]
    public void AScriptIsFoundInEverySpelling(string spelling) =>
        Assert.Equal("out.lds", LinkerCommandLine.Parse(["ld", "a.o", .. spelling.Split(' ')]).Script);

    [Fact]
    public void APlantedProgramOfTheLinkersNameIsNotRun()
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Write("ld", "#!/bin/sh\necho planted\n");
        directory.Run("chmod", "755", "ld");
        Command link = directory.Link("-q", "--", "ld", "program.o", "-o", "out").Succeeded();
        Assert.DoesNotContain("planted", link.Output, StringComparison.Ordinal);
        directory.IsConsistent("out");
    }
}
