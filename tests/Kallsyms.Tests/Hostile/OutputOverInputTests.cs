using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>No output of a link replaces one of its inputs.</summary>
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
    public void IsRefused(string arguments)
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
}
