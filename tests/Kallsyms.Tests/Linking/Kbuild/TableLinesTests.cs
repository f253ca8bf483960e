using Kallsyms.Linking.Kbuild;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

/// <summary>Debug data that the tree's assembler adds to a table, whatever the table is.</summary>
public sealed class TableLinesTests : IDisposable
{
    const string Table = "\t.section .rodata, \"a\"\n.globl kallsyms_names\n\t.balign 4\nkallsyms_names:\n\t.byte 1,2,3\n";

    readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void OfClangItIsThatOfTheTablesObject()
    {
        Command.Require("clang", "objcopy");
        File.WriteAllText(_scratch["table.S"], Table);
        Command.Run("clang", ["-g", "-c", "-o", _scratch["theirs.o"], _scratch["table.S"]]).Succeeded();
        using (var lines = TableLines.Make(Variables("clang", "-D__ASSEMBLY__ -g"), _scratch["table.o"]))
        {
            Assert.NotNull(lines);
            Assert.False(File.Exists(_scratch["table.S"]));
            Assert.Equal(Lines(_scratch["theirs.o"]), Lines(lines.Object));
            Assert.Equal("", Command.Run("nm", [lines.Object]).Succeeded().Output);
        }
        Assert.False(File.Exists(_scratch["table.lines.o"]));
    }

    [Theory]
    [InlineData("gcc", "-g")]
    [InlineData("gcc", "-D__ASSEMBLY__")]
    [InlineData("no-such-compiler", "-g")]
    public void OfOtherAssemblersThereIsNone(string compiler, string options)
    {
        Command.Require("gcc");
        Assert.Null(TableLines.Make(Variables(compiler, options), _scratch["table.o"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Directory));
    }

    byte[] Lines(string path)
    {
        Command.Run("objcopy", ["--dump-section", ".debug_line=" + _scratch["lines"], path, "/dev/null"]).Succeeded();
        return File.ReadAllBytes(_scratch["lines"]);
    }

    static KbuildVariables Variables(string compiler, string options) => new(name => name switch
    {
        "CC" => compiler,
        "KBUILD_AFLAGS" => options,
        _ => null,
    });
}
