using Kallsyms.Cli;
using Kallsyms.Tests.Cli;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>No output replaces an input of its command.</summary>
[Trait("Set", "hostile")]
[RunsKallsyms]
public class OutputOverInputTests
{
    [Theory]
    [InlineData("-- ld program.o -o program.o")]
    [InlineData("-- ld program.o -o ./program.o")]
    [InlineData("-- ld program.o -o symbolic")]
    [InlineData("-- ld program.o -o hard")]
    [InlineData("-- ld symbolic -o program.o")]
    [InlineData("--map program.o -- ld program.o -o out")]
    [InlineData("-- ld program.o -Map=program.o -o out")]
    [InlineData("-- ld program.o --dependency-file program.o -o out")]
    [InlineData("--map out -- ld program.o -o out")]
    [InlineData("-- ld program.o --just-symbols=program.o -o program.o")]
    [InlineData("-- ld evidence/pass-1.o --just-sym=program.o -o program.o")]
    [InlineData("-- ld evidence/pass-1.o --version-script=program.o -o program.o")]
    [InlineData("-- gcc evidence/pass-1.o -Wl,--dynamic-list=program.o -o program.o")]
    [InlineData("--evidence evidence -- ld program.o evidence/pass-1.o -o out")]
    [InlineData("--evidence evidence/ -- ld program.o evidence/pass-1.o -o out")]
    public void OfALink_IsRefused(string arguments)
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        Directory.CreateDirectory(directory["evidence"]);
        directory.Write("empty.s", "");
        directory.Run("as", "empty.s", "-o", "evidence/pass-1.o");
        File.CreateSymbolicLink(directory["symbolic"], "program.o");
        directory.Run("ln", "program.o", "hard");
        byte[] before = File.ReadAllBytes(directory["program.o"]);
        directory.Link(arguments.Split(' ')).Exited(2);
        Assert.Equal(before, File.ReadAllBytes(directory["program.o"]));
        directory.HasOnly("program.o", "evidence", "empty.s", "symbolic", "hard");
        Assert.Single(Directory.EnumerateFileSystemEntries(directory["evidence"]));
    }

    [Theory]
    [InlineData("unpack input -o input")]
    [InlineData("unpack input -o ./input")]
    [InlineData("unpack input -o symbolic")]
    [InlineData("unpack input -o hard")]
    [InlineData("unpack symbolic -o input")]
    [InlineData("elf --output=input input")]
    [InlineData("elf --memory input -o input")]
    [InlineData("isf input -o input")]
    [InlineData("dump input -oinput")]
    [InlineData("map input -o input")]
    [InlineData("gen input -o input")]
    [InlineData("gen --object input input")]
    [InlineData("gen --like input --object input other")]
    [InlineData("embed other --from input -o input")]
    [InlineData("embed input -o hard")]
    [InlineData("annotate input other -o input")]
    [InlineData("annotate other input -o input")]
    [InlineData("annotate other --debug input -o hard")]
    [InlineData("explain other input --html input")]
    [InlineData("stat input --html symbolic")]
    [InlineData("annotate other < input -o input")]
    [InlineData("gen < input -o hard")]
    [InlineData("annotate other input >> input")]
    [InlineData("dump input 1<> hard")]
    [InlineData("annotate other < input >> input")]
    [InlineData("explain other input --html - >> input")]
    public void OfAnyCommand_IsRefusedBeforeAnythingIsWritten(string arguments)
    {
        using var files = new Scratch();
        byte[] before = "ffffffff81000000 T _text\n"u8.ToArray();
        files.Write("input", "ffffffff81000000 T _text\n");
        files.Write("other", "ffffffff81000000 T _text\n");
        File.CreateSymbolicLink(files["symbolic"], "input");
        Command.Run("ln", ["input", "hard"], files.Directory).Succeeded();
        Command command = Command.Run("sh", ["-c", $"\"$0\" {arguments}", ProgramUnderTest.Executable], files.Directory).Exited(2);
        Assert.Contains("the output is the same file as the input ", command.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(files["input"]));
        Assert.NotNull(new FileInfo(files["symbolic"]).LinkTarget);
        Assert.Equal(4, Directory.GetFileSystemEntries(files.Directory).Length);
    }

    [Theory]
    [InlineData("mkallsyms.py", "input", "hard")]
    [InlineData("gen_symtab.py", "-k", "input", "-o", "hard")]
    public void OfATableTool_IsRefused(string name, params string[] arguments)
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "input");
        directory.Run("ln", "input", "hard");
        string[] words = [.. arguments.Select(word => word.StartsWith('-') ? word : directory[word])];
        var std = new StandardStreams(() => Stream.Null, () => Stream.Null, () => Stream.Null);
        KallsymsException refused = Assert.Throws<KallsymsException>(() => OtherToolName.Find(name)!(words, std));
        Assert.Contains("the output is the same file as the input ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lookup map _text > _text")]
    [InlineData("gen --layout linux-6.4 map -o linux-6.4")]
    [InlineData("annotate map log -o /dev/null")]
    public void AWordThatIsNoInput_OrADevice_IsNone(string arguments)
    {
        using var files = new Scratch();
        files.Write("map", "ffffffff81000000 T _text\n");
        files.Write("linux-6.4", "");
        File.CreateSymbolicLink(files["log"], "/dev/null");
        Command.Run("sh", ["-c", $"\"$0\" {arguments}", ProgramUnderTest.Executable], files.Directory).Succeeded();
    }

    [Fact]
    public void EveryOptionThatWritesAFile_IsKnown() => Assert.All(
        CommandTree.Root.Subcommands.Where(command => command.Name is not ("link" or "make" or "kbuild-link" or "cc")).SelectMany(command => command.Options)
            .Where(option => option.Description!.StartsWith("Write ", StringComparison.Ordinal) && option.HelpName is not null),
        option => Assert.Contains(option.Name, WrittenFiles.Options));
}
