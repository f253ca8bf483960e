using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Programs;

/// <summary>kallsyms link of what is no kernel, with real compilers.</summary>
[RunsKallsyms]
public class ProgramLinkTests
{
    const string Program = """
        static __attribute__((noinline, used)) int hidden_helper(int a) { return a * 7; }
        __attribute__((noinline)) int exported(int a) { return hidden_helper(a) + 1; }
        extern __typeof__(exported) exported_alias __attribute__((alias("exported")));
        int some_data = 5;
        int main(void) { return exported(some_data) == 36 ? 0 : 1; }
        """;

    [Theory]
    [InlineData("gcc")]
    [InlineData("gcc", "-static")]
    [InlineData("gcc", "-no-pie", "-flto", "-O2")]
    [InlineData("gcc", "-ffunction-sections", "-Wl,--gc-sections")]
    [InlineData("gcc", "-fuse-ld=lld", "-Wl,--gc-sections")]
    [InlineData("gcc", "-fuse-ld=gold")]
    [InlineData("clang", "-fuse-ld=lld")]
    [InlineData("clang", "-fuse-ld=mold")]
    public void Program_OfAnyCompiler_HasItsOwnNames(string compiler, params string[] options)
    {
        Command.Require([compiler, .. options.Where(option => option.StartsWith("-fuse-ld=l", StringComparison.Ordinal)).Select(_ =>
            "ld.lld"), .. options.Contains("-fuse-ld=mold") ? (string[])["mold"] : []]);
        using LinkDirectory directory = Written();
        directory.LinkProgram(["-q", "--", compiler, "program.c", .. options, "-o", "out"]).Succeeded();
        directory.Run(directory["out"]);
        directory.IsConsistent("out");
        Assert.Matches("(?m) t hidden_helper$", directory.Kallsyms("dump", "out").Succeeded().Output);
        Assert.StartsWith(" main+0x0", directory.Kallsyms("lookup", "out", "main").Succeeded().Output[18..], StringComparison.Ordinal);
    }

    [Fact]
    public void ALinkerOfAnyName_IsKnownByWhatItSaysOfItself()
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Write("tool", "#!/bin/sh\nexec ld \"$@\"\n");
        directory.Run("chmod", "+x", "tool");
        directory.LinkProgram("-q", "--", "./tool", "program.o", "-o", "out").Succeeded();
        directory.IsConsistent("out");
    }

    [Fact]
    public void AProgramThatLinksNothing_RunsAsItIs_AndItIsSaid()
    {
        using LinkDirectory directory = new();
        Command command = directory.LinkProgram("--", "true", "-o", "out").Succeeded();
        Assert.Equal("kallsyms: true: no image is linked by this command, which runs as it is\n", command.Error);
        Assert.Empty(directory.LinkProgram("-q", "--", "true").Succeeded().Error);
        Assert.Empty(directory.LinkProgram("--", "gcc", "--version").Succeeded().Error);
        Assert.Empty(directory.LinkProgram("--", "sh", "-c", "exit 7").Exited(7).Error);
    }

    [Theory]
    [InlineData("-s")]
    [InlineData("-Wl,-s")]
    [InlineData("-Wl,--gc-sections,--strip-all")]
    [InlineData("@strip.rsp")]
    public void Program_WithStripOption_IsStrippedAndHasNames(string option)
    {
        using LinkDirectory directory = Written();
        directory.Write("strip.rsp", "-Wl,-s\n");
        directory.LinkProgram("-q", "--", "gcc", "program.c", option, "-o", "out").Succeeded();
        directory.Run(directory["out"]);
        Assert.Contains("no symbols", Command.Run("nm", [directory["out"]]).Error, StringComparison.Ordinal);
        Assert.Contains(" t hidden_helper\n", directory.Kallsyms("dump", "out").Succeeded().Output, StringComparison.Ordinal);
        directory.IsConsistent("out");
        directory.HasOnly("out", "program.c", "strip.rsp");
    }

    [Fact]
    public void Program_OnStandardInput_IsVerifiedAsItIsFromAFile()
    {
        using LinkDirectory directory = new();
        directory.Write("program.c", "int helper(int a) { return a; } int main(void) { return helper(0); }");
        directory.LinkProgram("-q", "--", "gcc", "program.c", "-o", "out").Succeeded();
        Command verified = Command.Run(ProgramUnderTest.Executable, ["verify", "-"], directory.Path, input: File.ReadAllBytes(directory["out"]));
        Assert.Contains("consistent, all of them symbols of the image", verified.Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void BuildId_ThatIsLongerThanATableTakes_IsRefused()
    {
        using LinkDirectory directory = new();
        directory.Write("program.c", "int main(void) { return 0; }");
        Command link = directory.LinkProgram("--with", "build-id", "--", "gcc", "program.c", $"-Wl,--build-id=0x{new string('a', 600)}", "-o", "out");
        Assert.Contains("a build id of 300 bytes does not fit", link.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_StrippedAfterwards_KeepsItsNames()
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram("-q", "--", "gcc", "program.c", "-o", "out").Succeeded();
        string before = directory.Kallsyms("dump", "out").Succeeded().Output;
        directory.Run("strip", "out");
        Assert.Equal(before, directory.Kallsyms("dump", "out").Succeeded().Output);
    }

    [Fact]
    public void TextSymbols_WithoutAKernelsLabels_AreThoseOfExecutableSections()
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram("-q", "--symbols", "text", "--", "gcc", "program.c", "-o", "out").Succeeded();
        string names = directory.Kallsyms("dump", "out").Succeeded().Output;
        Assert.Contains(" T main\n", names, StringComparison.Ordinal);
        Assert.DoesNotContain("some_data", names, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exported", true, "--symbols", "functions")]
    [InlineData("_init", false, "--symbols", "functions")]
    [InlineData("some_data", true, "--symbols", "all")]
    [InlineData("exported_alias", true, "--symbols", "all")]
    [InlineData("exported_alias", false)]
    [InlineData("main", false, "--only", "exp*", "--only", "*help?r")]
    [InlineData("hidden_helper", true, "--only", "exp*", "--only", "*help?r")]
    [InlineData("hidden_helper", false, "--drop-names", "hid*")]
    [InlineData("hidden_helper", false, "--types", "T")]
    [InlineData("main", true, "--types", "T")]
    [InlineData("some_data", true, "--sections", ".data")]
    [InlineData("main", false, "--sections", ".data")]
    public void Choice_ByKindPatternSectionAndType_DecidesWhatIsInTheTable(string name, bool isThere, params string[] options)
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram(["-q", .. options, "--", "gcc", "program.c", "-o", "out"]).Succeeded();
        Assert.Equal(isThere, directory.Kallsyms("dump", "out").Succeeded().Output.Contains($" {name}\n", StringComparison.Ordinal));
        directory.IsConsistent("out");
    }

    [Theory]
    [InlineData("--drop-names 'hlper'", "--drop-names", "hid*", "--drop-names", "hlper")]
    [InlineData("--types 'B'", "--types", "TtB")]
    public void PartOfAChoice_ThatDescribesNothing_IsSaid(string expected, params string[] options)
    {
        using LinkDirectory directory = Written();
        Command link = directory.LinkProgram(["-q", .. options, "--", "gcc", "program.c", "-o", "out"]).Succeeded();
        Assert.Equal($"kallsyms: {expected}: no symbol that could be chosen has such a {(options[0] == "--types" ? "type" : "name")}\n", link.Error);
    }

    [Fact]
    public void Table_InASectionThatIsNotLoaded_IsRefused()
    {
        Command.Require("gcc");
        using LinkDirectory directory = Written();
        directory.Write("image.ld", "SECTIONS { . = 0x1000; .text : { *(.text*) } .rodata (NOLOAD) : { *(.rodata*) } .data : { *(.data*) } }\n");
        Command link = directory.LinkProgram("--", "gcc", "program.c", "-nostdlib", "-static", "-e", "main", "-Wl,--build-id=none", "-T", "image.ld", "-o", "out");
        Assert.Matches("(?m)^kallsyms: out: the table at 0x[0-9a-f]+ is not in the file; the linker script must place .rodata", link.Exited(3).Error);
        directory.HasOnly("image.ld", "program.c");
    }

    // As scripts of small boards do, whose code and constants are one section.
    [Fact]
    public void Labels_OfTheTableItself_AreNotInIt()
    {
        Command.Require("gcc");
        using LinkDirectory directory = Written();
        directory.Write("image.ld", "SECTIONS { . = 0x1000; .text : { *(.text*) *(.rodata*) } .data : { *(.data*) } }\n");
        directory.LinkProgram("-q", "--", "gcc", "program.c", "-nostdlib", "-static", "-e", "main", "-Wl,--build-id=none", "-T", "image.ld", "-o", "out")
            .Succeeded();
        Assert.Equal(["exported", "hidden_helper", "main"],
            Lines(directory, "out").Where(line => line.Length > 0).Select(line => line.Split(' ')[^1]).Order(StringComparer.Ordinal));
        directory.IsConsistent("out");
    }

    // Which machine it is decides what the table's object looks like.
    [Fact]
    public void Options_InAResponseFile_TellTheMachine()
    {
        Command.Require("arm-none-eabi-gcc");
        using LinkDirectory directory = Written();
        directory.Write("flags", "-mbig-endian -mcpu=cortex-r4 -nostdlib\n");
        directory.LinkProgram("-q", "--", "arm-none-eabi-gcc", "@flags", "program.c", "-e", "main", "-o", "out").Succeeded();
        directory.IsConsistent("out");
    }

    [Fact]
    public void Pattern_ThatChoosesNothing_IsSaid()
    {
        using LinkDirectory directory = Written();
        Command link = directory.LinkProgram(
            "--only", "exp*", "--only", "mian", "--sections", ".text*", "--sections", ".txt", "--", "gcc", "program.c", "-o", "out").Succeeded();
        Assert.Contains("kallsyms: --only 'mian': no symbol that could be chosen has such a name\n", link.Error, StringComparison.Ordinal);
        Assert.Contains("kallsyms: --sections '.txt': the image has no such section\n", link.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("exp*", link.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(".text", link.Error, StringComparison.Ordinal);
        Assert.Contains("--only 'hlper'", directory.Kallsyms("embed", "-q", "--only", "hlper", "out").Succeeded().Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("-s")]
    public void Warning_OfACompilerThatRunsTwice_IsShownOnce(params string[] options)
    {
        using LinkDirectory directory = Written();
        directory.Write("program.c", $"#warning once\n{Program}");
        Command link = directory.LinkProgram(["--json", "--", "gcc", "program.c", .. options, "-o", "out"]).Succeeded();
        Assert.InRange(JsonDocument.Parse(link.OutputBytes).RootElement.GetProperty("links").GetInt32(), 2, 3);
        Assert.Equal(2, link.Error.Split("#warning once [-Wcpp]").Length);
    }

    [Fact]
    public void Output_ThatDiffersFromThatOfTheLinkBefore_IsShown()
    {
        using LinkDirectory directory = Written();
        string compiler = directory.Write("compiler", "#!/bin/sh\ntest \"$1\" = -c && exec gcc \"$@\"\necho same\n"
            + "echo run >> runs\necho run $(wc -l < runs) >&2\nexec gcc \"$@\"\n");
        Command.Run("chmod", ["755", compiler]).Succeeded();
        Command link = directory.LinkProgram("-q", "--", compiler, "program.c", "-o", "out").Succeeded();
        Assert.Equal("same\n", link.Output);
        Assert.Equal("run 1\nrun 2\n", link.Error);
    }

    [Fact]
    public void Names_OfNestedTemplates_AreKept()
    {
        Command.Require("g++");
        using var directory = new LinkDirectory();
        string[] types = [.. Enumerable.Range(0, 60).Select(i => $"some_type_{i}")];
        directory.Write("long.cpp", string.Concat(types.Select(type => $"struct {type} {{}};\n")) + $$"""
            template <class... T> struct list_of { __attribute__((noinline)) static int deep(int a) { asm volatile(""); return a + 1; } };
            int main() { return list_of<{{string.Join(',', types)}}>::deep(-1); }
            """);
        directory.LinkProgram("-q", "--", "g++", "long.cpp", "-o", "out").Succeeded();
        Assert.Contains(Lines(directory, "out"), line => line.Length > 511 + 19);
        directory.IsConsistent("out");
        directory.LinkProgram("-q", "--max-name", "60", "--", "g++", "long.cpp", "-o", "cut").Succeeded();
        Assert.Contains(Lines(directory, "cut"), line => line.Length == 60 + 19 && line[^9] == '~');
        Assert.DoesNotContain(Lines(directory, "cut"), line => line.Length > 60 + 19);
        directory.IsConsistent("cut");
        directory.LinkProgram("-q", "--demangle", "--", "g++", "long.cpp", "-o", "plain").Succeeded();
        Assert.Contains(Lines(directory, "plain"), line => line.Contains(" list_of<", StringComparison.Ordinal) && line.EndsWith("::deep",
            StringComparison.Ordinal));
        directory.IsConsistent("plain");
        directory.LinkProgram("-q", "--demangle", "--max-name", "60", "--", "g++", "long.cpp", "-o", "both").Succeeded();
        Assert.Contains(Lines(directory, "both"), line => line.Length == 60 + 19 && line.Contains(" list_of<", StringComparison.Ordinal));
        directory.IsConsistent("both");
    }

    [Fact]
    public void Table_WithSizesIndexAndBuildId_SaysSo()
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram("-q", "--with", "sizes", "--with", "index", "--with", "build-id", "--", "gcc", "program.c",
            "-Wl,--build-id=sha1", "-o", "out").Succeeded();
        using var info = JsonDocument.Parse(directory.Kallsyms("info", "--json", "out").Succeeded().Output);
        Assert.Equal(40, info.RootElement.GetProperty("table").GetProperty("buildId").GetString()!.Length);
        Assert.Contains("index by name", directory.Kallsyms("stat", "out").Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("has no build id", directory.LinkProgram("--with", "build-id", "--", "gcc", "program.c", "-Wl,--build-id=none",
            "-o", "none").Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void StrippedProgram_WrittenAsElf_HasTheSymbolsOfItsTable()
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram("-q", "--", "gcc", "program.c", "-s", "-o", "out").Succeeded();
        directory.Kallsyms("elf", "out", "-o", "out.elf").Succeeded();
        string[] listed = directory.Run("nm", "out.elf").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Lines(directory, "out").Where(line => line.Length > 0).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        directory.Run("chmod", "+x", "out.elf");
        directory.Run(directory["out.elf"]);
        directory.Run("objcopy", "-O", "binary", "out", "out.bin");
        Assert.Contains("is no ELF file", directory.Kallsyms("elf", "out.bin").Exited(1).Error, StringComparison.Ordinal);
        Assert.Contains("--memory is for dumps", directory.Kallsyms("elf", "--memory", "out").Exited(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void StrippedPrograms_AreExplainedByTheirTables()
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram("-q", "--", "gcc", "program.c", "-s", "-o", "one").Succeeded();
        directory.LinkProgram("-q", "--", "gcc", "-Dhidden_helper=another_helper", "program.c", "-s", "-o", "two").Succeeded();
        string said = directory.Kallsyms("explain", "one", "two").Exited(1).Output;
        Assert.Contains("another_helper", said, StringComparison.Ordinal);
        Assert.Contains("hidden_helper", said, StringComparison.Ordinal);
    }

    // As scripts of build systems try out a compiler.
    [Theory]
    [InlineData("-")]
    [InlineData("/dev/stdin")]
    public void Source_OnStandardInput_IsReadByEveryRunOfTheCompiler(string input)
    {
        using var directory = new LinkDirectory();
        directory.Write("program.c", Program);
        directory.Run("sh", "-c", $"cat program.c | '{ProgramUnderTest.Executable}' link -q -- gcc -x c {input} -o out");
        directory.IsConsistent("out");
        Assert.Contains(" T main\n", directory.Kallsyms("dump", "out").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondLink_OfUnchangedNames_TakesOneRunOfTheLinker()
    {
        using LinkDirectory directory = Written();
        Assert.Contains("2 links", directory.LinkProgram("--", "gcc", "program.c", "-o", "out").Succeeded().Error,
            StringComparison.Ordinal);
        byte[] first = File.ReadAllBytes(directory["out"]);
        Assert.Contains("1 link,", directory.LinkProgram("--", "gcc", "program.c", "-o", "out").Succeeded().Error,
            StringComparison.Ordinal);
        Assert.Equal(first, File.ReadAllBytes(directory["out"]));
    }

    [Fact]
    public void Table_ThatContradictsTheImage_IsRefused()
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram("-q", "--", "gcc", "program.c", "-o", "out").Succeeded();
        directory.Run("objcopy", "--redefine-sym", "exported=another", "out");
        Assert.Contains("exported", directory.Kallsyms("verify", "out").Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_ThatIsDamaged_IsToldFromNone()
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram("-q", "--", "gcc", "program.c", "-o", "out").Succeeded();
        byte[] image = File.ReadAllBytes(directory["out"]);
        int table = image.AsSpan().IndexOf("KSYM"u8);
        image[table + 40] ^= 1;
        File.WriteAllBytes(directory["out"], image);
        foreach (string command in (string[])["verify", "dump", "info", "stat", "elf"])
        {
            string error = directory.Kallsyms(command, "out").Exited(3).Error;
            Assert.Contains($"has a table in the layout image at 0x{table:x}", error, StringComparison.Ordinal);
            Assert.Contains("checksum", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--layout image goes without", "--layout", "image", "--encoding", "direct")]
    [InlineData("kallsyms map writes the System.map", "--map", "map")]
    [InlineData("--evidence is for Linux's layouts, and an output that is not called vmlinux gets", "--evidence", "seen")]
    [InlineData("--mode is for Linux's layouts", "--mode", "single")]
    [InlineData("or say --layout linux-", "--compress", "best")]
    [InlineData("--only is for --layout image", "--layout", "linux-7.0", "--only", "x")]
    [InlineData("--max-name 3: expected a number from 16 to 2147483647", "--max-name", "3")]
    [InlineData("--max-name many: expected a number from 16 to 2147483647", "--max-name", "many")]
    public void Options_OfTheOtherLayout_AreRefused(string message, params string[] options)
    {
        using LinkDirectory directory = Written();
        Assert.Contains(message, directory.LinkProgram([.. options, "--", "gcc", "program.c", "-o", "out"]).Exited(2).Error,
            StringComparison.Ordinal);
        directory.HasOnly("program.c");
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("null")]
    public void Probe_OfACompiler_IsRunAsItIs(string output)
    {
        using LinkDirectory directory = Written();
        File.CreateSymbolicLink(directory["null"], "/dev/null");
        string[] probe = ["-fPIE", "-nostdlib", "-Wl,-pie", "-x", "c", "program.c", "-o", output];
        directory.LinkProgram(["--", "gcc", .. probe]).Succeeded();
        Assert.NotEqual(0, directory.LinkProgram(["--", "gcc", "-fno-such-option-anywhere", .. probe]).Status);
        Assert.Equal("character special file", directory.Run("stat", "-c", "%F", "/dev/null").Output.Trim());
    }

    [Theory]
    [InlineData("-x", "c")]
    [InlineData("-xc")]
    public void Language_ThatIsNamed_IsNotThatOfTheTable(params string[] options)
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram(["-q", "--", "gcc", .. options, "program.c", "-o", "out"]).Succeeded();
        directory.IsConsistent("out");
        directory.Link(["-q", "--", "gcc", .. options, "program.c", "-o", "out"]).Succeeded();
        directory.IsConsistent("out");
    }

    [Fact]
    public void Layout_OfAKernel_IsAKernels()
    {
        using LinkDirectory directory = Written();
        directory.LinkProgram("-q", "--", "gcc", "program.c", "-o", "vmlinux").Succeeded();
        Assert.Contains("linux-7", directory.Kallsyms("info", "vmlinux").Output, StringComparison.Ordinal);
    }

    static string[] Lines(LinkDirectory directory, string image) => directory.Kallsyms("dump", image).Succeeded().Output.Split('\n');

    static LinkDirectory Written()
    {
        Command.Require("gcc");
        var directory = new LinkDirectory();
        directory.Write("program.c", Program);
        return directory;
    }
}
