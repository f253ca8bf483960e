using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>Whatever a link writes speaks of the user's files: a build that trusts it stays right.</summary>
[Trait("Set", "hostile")]
[RunsKallsyms]
public class LinkTextTests
{
    [Theory]
    [InlineData("ld.bfd")]
    [InlineData("gold")]
    [InlineData("ld.lld")]
    [InlineData("mold")]
    public void AListOfDependenciesIsTheOneOfTheBareLinker(string linker)
    {
        using LinkDirectory directory = Start(linker);
        foreach (string output in (string[])["out", "sub/with blank"])
        {
            string[] command = [linker, "program.o", "-o", output, "--dependency-file=list.d"];
            directory.Run(command[0], command[1..]);
            string bare = File.ReadAllText(directory["list.d"]);
            directory.Link(["-q", "--", .. command]).Succeeded();
            Assert.Equal(bare, File.ReadAllText(directory["list.d"]));
        }
    }

    [Theory]
    [InlineData("ld.bfd", "--trace")]
    [InlineData("ld.bfd", "-M")]
    [InlineData("ld.bfd", "-Map=-")]
    [InlineData("ld.bfd", "--print-map", "--cref")]
    [InlineData("gold", "--trace")]
    [InlineData("ld.lld", "--trace")]
    [InlineData("ld.lld", "-M")]
    [InlineData("ld.lld", "--cref")]
    [InlineData("ld.lld", "--print-gc-sections", "--gc-sections", "-u", "kallsyms_names")]
    [InlineData("mold", "--trace")]
    [InlineData("mold", "-M")]
    public void WhatALinkerPrintsNamesNoTemporaryFile(string linker, params string[] options)
    {
        using LinkDirectory directory = Start(linker);
        Command link = directory.Link(["-q", "--", linker, "program.o", .. options, "-o", "out"]).Succeeded();
        Assert.NotEmpty(link.Output + link.Error);
        NamesNothingOfOurs(directory, link.Output + link.Error);
    }

    [Theory]
    [InlineData("ld.bfd", "-Map=link.map", "link.map")]
    [InlineData("ld.bfd", "-Map=sub", "sub/out.map")]
    [InlineData("ld.bfd", "-Map=%", "out.map")]
    [InlineData("ld.bfd", "-Map=%.txt", "out.txt")]
    [InlineData("gold", "-Map=link.map", "link.map")]
    [InlineData("ld.lld", "-Map=link.map", "link.map")]
    [InlineData("mold", "-Map=link.map", "link.map")]
    [InlineData("gcc", "-Wl,-Map,link.map", "link.map")]
    public void AMapIsWrittenWhereItIsWantedAndNamesTheTableByItsName(string linker, string option, string map)
    {
        using LinkDirectory directory = Start(linker);
        if (linker == "gcc")
            directory.Compile("program.o", 2, "gcc", "-fPIE");
        directory.Link("-q", "--object-name", "the-table.o", "--", linker, "program.o", option, "-o", "out").Succeeded();
        string text = File.ReadAllText(directory[map]);
        Assert.Contains("the-table.o", text, StringComparison.Ordinal);
        NamesNothingOfOurs(directory, text);
    }

    [Theory]
    [InlineData("gcc")]
    [InlineData("clang")]
    public void WhatACompilerDriverMakesBesideItsOutputIsThere(string compiler)
    {
        using LinkDirectory directory = Start(compiler);
        directory.Write("main.c", "int main(void) { return 0; }\n");
        string[] command = [compiler, "-MD", "main.c", "-o", "sub/out"];
        directory.Run(command[0], command[1..]);
        Dictionary<string, string> bare = Lists();
        Assert.NotEmpty(bare);
        directory.Link(["-q", "--", .. command]).Succeeded();
        Assert.Equal(bare, Lists());
        directory.Link(["-q", "--", .. command, "-MF", "list.d"]).Succeeded();
        Assert.Equal(bare.Values.Single(), string.Join(' ', Words(File.ReadAllText(directory["list.d"]))));

        Dictionary<string, string> Lists()
        {
            string[] files = Directory.GetFiles(directory.Path, "*.d", SearchOption.AllDirectories);
            // How lines are broken depends on the length of the name that the compiler was given.
            Dictionary<string, string> lists = files.ToDictionary(
                file => Path.GetRelativePath(directory.Path, file), file => string.Join(' ', Words(File.ReadAllText(file))));
            Array.ForEach(files, File.Delete);
            return lists;
        }
    }

    [Fact]
    public void AnErrorOfTheLinkerNamesTheTableByItsName()
    {
        using LinkDirectory directory = Start("ld");
        directory.Write("second.s", ".globl kallsyms_names\nkallsyms_names:\n");
        directory.Run("as", "second.s", "-o", "second.o");
        Command link = directory.Link("--", "ld", "program.o", "second.o", "-o", "out").Exited(4);
        Assert.Contains("ld: kallsyms.o:", link.Error, StringComparison.Ordinal);
        NamesNothingOfOurs(directory, link.Error);
    }

    [Fact]
    public void AFailedLinkLeavesTheMapAsItWas()
    {
        using LinkDirectory directory = Start("ld");
        directory.Write("link.map", "previous");
        directory.Link("--", "ld", "program.o", "missing.o", "-Map=link.map", "-o", "out").Exited(4);
        Assert.Equal("previous", File.ReadAllText(directory["link.map"]));
    }

    static string[] Words(string rules) => rules.Split([' ', '\n', '\\'], StringSplitOptions.RemoveEmptyEntries);

    static LinkDirectory Start(string linker)
    {
        Command.Require(linker);
        LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        Directory.CreateDirectory(directory["sub"]);
        return directory;
    }

    static void NamesNothingOfOurs(LinkDirectory directory, string text)
    {
        Assert.DoesNotContain(directory.Path, text, StringComparison.Ordinal);
        Assert.DoesNotContain("/files/", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/image/", text, StringComparison.Ordinal);
    }
}
