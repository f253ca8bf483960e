using Kallsyms.Linking.Commands;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>The many ways to write one link.</summary>
[RunsKallsyms]
public class CommandFormTests
{
    [Theory]
    [InlineData("program.o -o out")]
    [InlineData("program.o -oout")]
    [InlineData("program.o --output=out")]
    [InlineData("program.o --output out")]
    [InlineData("-o out {kallsyms} program.o")]
    [InlineData("-o first program.o -o out")]
    [InlineData("@with-output")]
    [InlineData("-o first @with-output")]
    [InlineData("-Wl,--gc-sections,-O1 program.o -o out")]
    [InlineData("-Wl,@options program.o -o out")]
    [InlineData("-Wl,--whole-archive lib.a -Wl,--no-whole-archive -o out")]
    [InlineData("-Wl,--whole-archive thin.a -Wl,--no-whole-archive -o out")]
    [InlineData("lib.a -Wl,-u,main -o out")]
    [InlineData("-L. -lprogram -Wl,-u,main -o out")]
    [InlineData("-Xlinker --emit-relocs program.o -o out")]
    [InlineData("-Wl,--build-id=sha1 program.o -o out")]
    public void OneLinkInManyForms(string arguments)
    {
        using LinkDirectory directory = Start();
        directory.Run("ar", "rcs", "lib.a", "program.o");
        directory.Run("ar", "rcsT", "thin.a", "program.o");
        directory.Run("cp", "lib.a", "libprogram.a");
        directory.Write("with-output", "program.o\n-o 'out'\n");
        directory.Write("options", "--gc-sections");
        directory.Link(["--", "gcc", .. arguments.Split(' ')]).Succeeded();
        directory.RunsRight("out");
        directory.HasOnly("program.o", "lib.a", "thin.a", "libprogram.a", "with-output", "options", "out");
    }

    [Fact]
    public void WithoutAnOutputItIsCalledAOut()
    {
        using LinkDirectory directory = Start();
        directory.Link("--", "gcc", "program.o").Succeeded();
        directory.RunsRight("a.out");
        directory.HasOnly("program.o", "a.out");
    }

    [Fact]
    public void ACompilerDriverMayCompileToo()
    {
        using LinkDirectory directory = new();
        File.Copy(LinkDirectory.Case("program.c"), directory["program.c"]);
        directory.Link("--", "gcc", "-DENCODING=2", "program.c", "-o", "out").Succeeded();
        directory.RunsRight("out");
        directory.HasOnly("program.c", "out");
    }

    [Fact]
    public void PathsMayHaveSpacesAndTheOutputMayBeElsewhere()
    {
        using LinkDirectory directory = Start();
        Directory.CreateDirectory(directory["in put"]);
        Directory.CreateDirectory(directory["out put"]);
        File.Move(directory["program.o"], directory["in put/the program.o"]);
        directory.Write("args", "'in put/the program.o' -o \"out put/the image\"");
        directory.Link("--map", "out put/the map", "--", "gcc", "@args").Succeeded();
        directory.RunsRight("out put/the image");
        directory.HasOnly("in put", "out put", "args");
        Assert.Equal(["the image", "the map"], Directory.EnumerateFileSystemEntries(directory["out put"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ALinkToTheMapStaysALink()
    {
        using LinkDirectory directory = Start();
        Directory.CreateDirectory(directory["real"]);
        File.CreateSymbolicLink(directory["map"], "real/map");
        for (int i = 0; i < 2; i++)
        {
            directory.Link("--map", "map", "--", "gcc", "program.o", "-o", "out").Succeeded();
            Assert.Equal("real/map", new FileInfo(directory["map"]).LinkTarget);
            Assert.Equal(["map"], Directory.EnumerateFileSystemEntries(directory["real"]).Select(Path.GetFileName));
        }
        directory.HasOnly("program.o", "real", "out", "map");
    }

    [Fact]
    public void TheTableStandsWhereThePlaceholderSays()
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Link("--", "ld", "{kallsyms}", "program.o", "-o", "before").Succeeded();
        directory.Link("--", "ld", "program.o", "-o", "behind").Succeeded();
        Assert.True(Constant("before") > Address("before", "kallsyms_names"));
        Assert.True(Constant("behind") < Address("behind", "kallsyms_names"));

        ulong Constant(string image) => Address(image, "constant");
        ulong Address(string image, string name) => Convert.ToUInt64(
            directory.Kallsyms("map", "--all", image).Succeeded().Output.Split('\n').Single(line => line.EndsWith(" " + name, StringComparison.Ordinal)).Split(' ')[0], 16);
    }

    [Fact]
    public void TheSameInputsGiveTheSameBytesWhateverWasThereBefore()
    {
        using LinkDirectory directory = Start();
        string[] link = ["--map", "map", "--", "gcc", "program.o", "-o", "out"];
        directory.Link(link).Succeeded();
        byte[] image = File.ReadAllBytes(directory["out"]);
        byte[] map = File.ReadAllBytes(directory["map"]);
        directory.Link(link).Succeeded();
        Assert.Equal(image, File.ReadAllBytes(directory["out"]));
        Assert.Equal(map, File.ReadAllBytes(directory["map"]));
    }

    [Fact]
    public void ATableThatTheLinkerDropsIsAnError()
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        Command link = directory.Link("--", "ld", "--gc-sections", "program.o", "-o", "out").Exited(3);
        Assert.Contains("the linker dropped the table; with --gc-sections something must refer to it, or the script must KEEP it", link.Error, StringComparison.Ordinal);
        link = directory.Link("--", "ld", "-s", "program.o", "-o", "out").Exited(3);
        Assert.Contains("has no symbol table", link.Error, StringComparison.Ordinal);
        directory.HasOnly("program.o");
    }

    [Theory]
    [InlineData("-o needs a file name", "gcc", "program.o", "-o")]
    [InlineData("the output has no name", "gcc", "program.o", "-o", "")]
    [InlineData("output out is given past the compiler driver; give it as -o out", "gcc", "program.o", "-Wl,-o,out")]
    [InlineData("output out is given past the compiler driver; give it as -o out", "gcc", "program.o", "-Xlinker", "-o", "-Xlinker", "out")]
    [InlineData("{kallsyms} must be an argument of its own, not in a response file or a -Wl list", "gcc", "program.o", "-Wl,{kallsyms}")]
    [InlineData("none of the arguments is an ELF object or archive, so the machine is not known", "ld", "missing.o", "-o", "out")]
    [InlineData("-output means different things to different linkers; write -o NAME", "ld", "program.o", "-output", "out")]
    public void ACommandThatMakesNoSenseIsRefused(string message, params string[] command)
    {
        using LinkDirectory directory = Start();
        Assert.Equal($"kallsyms: {message}\n", directory.Link(["--", .. command]).Exited(2).Error);
        directory.HasOnly("program.o");
    }

    [Theory]
    [InlineData("-omagic", "magic")] // ld(1): options that start with o have two dashes
    [InlineData("--omagic", "a.out")]
    [InlineData("--oformat=elf64-x86-64", "a.out")]
    [InlineData("--orphan-handling=error", "a.out")]
    [InlineData("-O2", "a.out")]
    public void OnlyOptionsOfThatNameAreOutputs(string argument, string output) =>
        Assert.Equal(output, LinkerCommandLine.Parse(["ld", argument, "x.o"]).Output);

    [Theory]
    [InlineData("ld", true, false)]
    [InlineData("/usr/bin/x86_64-linux-gnu-ld.bfd", true, false)]
    [InlineData("ld.lld-19", true, true)]
    [InlineData("lld-19", true, true)]
    [InlineData("mold-2.30", true, false)]
    [InlineData("x86_64-linux-gnu-ld.bfd-2.40", true, false)]
    [InlineData("ld.mold-wrapper", true, false)]
    [InlineData("my-ld-wrapper.sh", true, false)]
    [InlineData("ld-gcc", false, false)]
    [InlineData("arm-none-eabi-gcc-12.2", false, false)]
    [InlineData("clang-19", false, false)]
    public void ALinkerIsKnownByItsNameWithAnyMachineAndVersion(string program, bool isLinker, bool isLld)
    {
        var command = LinkerCommandLine.Parse([program, "x.o"]);
        Assert.Equal((isLinker, isLld), (command.IsLinker, command.IsLld));
    }

    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("  a\n\tb\r\n", "a|b")]
    [InlineData("'a b' \"c d\"", "a b|c d")]
    [InlineData("a\\ b \\'c\\\\", "a b|'c\\")]
    [InlineData("pre'fix ed'post", "prefix edpost")]
    [InlineData("'it\"s' \"it's\"", "it\"s|it's")]
    [InlineData("''", "")]
    public void AResponseFileIsSplitAsTheLinkersSplitIt(string text, string words) => Assert.Equal(words.Split('|'), ResponseFile.Split(text));

    static LinkDirectory Start() => new LinkDirectory().Compile("program.o", 2, "gcc", "-fPIE");
}
