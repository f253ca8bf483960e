using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Programs;

/// <summary>kallsyms embed: tables of finished images.</summary>
[RunsKallsyms]
public class EmbedCommandTests
{
    const string Program = """
        __attribute__((noinline, used)) static int hidden_helper(int a) { return a * 7; }
        int main(void) { return hidden_helper(0); }
        """;

    [Theory]
    [InlineData("__attribute__((section(\".kallsyms\"), used)) const unsigned char names[4096] = { 1 };")]
    [InlineData("const unsigned char kallsyms_table[4096] = { 1 };")]
    public void Image_OfAnyLinkerWithReservedRoom_GetsItsTable(string reservation)
    {
        using LinkDirectory directory = Linked("gcc", reservation);
        directory.Run("gcc", "program.c", "-o", "out");
        string before = directory.Run("nm", "out").Output;
        Assert.Contains("of 4096 bytes", directory.Kallsyms("embed", "out").Succeeded().Error, StringComparison.Ordinal);
        Assert.Contains("out: room of 4096 bytes at 0x", directory.Kallsyms("embed", "-v", "out").Succeeded().Error, StringComparison.Ordinal);
        Assert.Equal("", directory.Kallsyms("info", "-q", "out").Succeeded().Output);
        directory.Run(directory["out"]);
        Assert.Equal(before, directory.Run("nm", "out").Output);
        directory.IsConsistent("out");
        Assert.Contains(" t hidden_helper\n", directory.Kallsyms("dump", "out").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OfAnImage_IsReplacedShrunkAndFilledAgain()
    {
        using LinkDirectory directory = Linked("gcc");
        directory.Kallsyms("link", "-q", "--", "gcc", "program.c", "-o", "out").Succeeded();
        string all = directory.Kallsyms("dump", "out").Succeeded().Output;
        directory.Kallsyms("embed", "-q", "--only", "main", "out", "-o", "one").Succeeded();
        Assert.EndsWith(" T main\n", directory.Kallsyms("dump", "one").Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(1, directory.Kallsyms("dump", "one").Output.Count(c => c == '\n'));
        directory.Run(directory["one"]);
        directory.Kallsyms("embed", "-q", "--clear", "one").Succeeded();
        Assert.Equal("", directory.Kallsyms("dump", "one").Succeeded().Output);
        directory.Kallsyms("embed", "-q", "one").Succeeded();
        Assert.Equal(all, directory.Kallsyms("dump", "one").Succeeded().Output);
        Assert.Equal(File.ReadAllBytes(directory["out"]), File.ReadAllBytes(directory["one"]));
    }

    [Fact]
    public void Names_OfCxx_AreStoredAsInTheSourceWhereThatIsAskedFor()
    {
        Command.Require("g++");
        using var directory = new LinkDirectory();
        directory.Write("shop.cpp", "namespace shop { __attribute__((noinline)) int price(int a) { return a * 7; } } int main() { return shop::price(0); }");
        directory.Kallsyms("link", "-q", "--", "g++", "shop.cpp", "-o", "out").Succeeded();
        directory.Kallsyms("embed", "-q", "--demangle", "out").Succeeded();
        Assert.Contains(" T shop::price\n", directory.Kallsyms("dump", "out").Succeeded().Output, StringComparison.Ordinal);
        directory.Run(directory["out"]);
    }

    [Theory]
    [InlineData("4096", "in which next lies")]
    [InlineData("0x100000", "more than the file has behind it")]
    [InlineData("0x8000000", "more than the file has behind it")]
    public void Room_ThatIsLargerThanItIs_IsRefusedAndNothingIsOverwritten(string size, string reason)
    {
        using var directory = new LinkDirectory();
        directory.Write("program.s", $"""
            .globl _start, kallsyms_table, next
            _start: nop
            .data
            .type kallsyms_table, %object
            .size kallsyms_table, {size}
            kallsyms_table: .fill 64, 1, 0
            .type next, %object
            .size next, 8192
            next: .fill 8192, 1, 7

            """);
        directory.Run("as", "program.s", "-o", "program.o");
        directory.Run("ld", "program.o", "-o", "out");
        byte[] before = File.ReadAllBytes(directory["out"]);
        Assert.Contains(reason, directory.Kallsyms("embed", "out").Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(directory["out"]));
    }

    [Fact]
    public void Symbols_OfAnotherProgramWithLittleCode_AreRefused()
    {
        Command.Require("objcopy");
        using LinkDirectory directory = Linked("gcc");
        directory.Kallsyms("link", "-q", "--", "gcc", "-static", "-no-pie", "-Wl,--build-id=none", "program.c", "-o", "out").Succeeded();
        directory.Run("objcopy", "-O", "binary", "out", "flat");
        directory.Write("other.s", ".globl wrong_name\nwrong_name: .byte 0x90, 0x90\n");
        directory.Run("as", "other.s", "-o", "other.o");
        directory.Run("ld", "-e", "wrong_name", "other.o", "-o", "other");
        Assert.Contains("is not what flat was made from", directory.Kallsyms("embed", "--from", "other", "flat").Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void FlatImage_WithATable_TakesSymbolsFromItsElf()
    {
        Command.Require("objcopy");
        using LinkDirectory directory = Linked("gcc");
        directory.Kallsyms("link", "-q", "--", "gcc", "-static", "-no-pie", "program.c", "-o", "out").Succeeded();
        directory.Run("objcopy", "-O", "binary", "out", "flat");
        Assert.Contains("--from", directory.Kallsyms("embed", "flat").Exited(2).Error, StringComparison.Ordinal);
        directory.Kallsyms("embed", "-q", "--from", "out", "--only", "hidden*", "flat").Succeeded();
        Assert.EndsWith(" t hidden_helper\n", directory.Kallsyms("dump", "flat").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_WithoutEnoughRoom_StaysAsItIsAndIsToldHowMuchIsNeeded()
    {
        using LinkDirectory directory = Linked("gcc", "const unsigned char kallsyms_table[40] = { 1 };");
        directory.Run("gcc", "program.c", "-o", "out");
        byte[] before = File.ReadAllBytes(directory["out"]);
        Assert.Matches("needs [0-9]+ bytes, and there is room for 40", directory.Kallsyms("embed", "out").Exited(1).Error);
        Assert.Equal(before, File.ReadAllBytes(directory["out"]));
    }

    [Fact]
    public void Symbols_OfWhatHasNone_AreRefusedByTheNameOfThatFile()
    {
        using var directory = new LinkDirectory();
        Command.Require("gcc", "strip");
        directory.Write("room.c", "const unsigned char kallsyms_table[4096] __attribute__((section(\".kallsyms\"))) = { 1 };\nint main(void) { return 0; }\n");
        directory.Run("gcc", "-c", "room.c");
        Assert.StartsWith("kallsyms: room.o: is an object, whose symbols have no addresses yet",
            directory.Kallsyms("embed", "room.o").Exited(2).Error, StringComparison.Ordinal);
        directory.Run("gcc", "room.o", "-o", "out");
        Assert.StartsWith("kallsyms: room.c: is no ELF file", directory.Kallsyms("embed", "--from", "room.c", "out").Exited(2).Error,
            StringComparison.Ordinal);
        directory.Run("strip", "out");
        Assert.Contains("out: has no symbol table (.symtab): stripped; name the file it was stripped from with --from",
            directory.Kallsyms("embed", "out").Exited(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_WithoutRoom_IsRefused()
    {
        using LinkDirectory directory = Linked("gcc");
        directory.Run("gcc", "program.c", "-o", "out");
        Assert.Contains("no room for a table", directory.Kallsyms("embed", "out").Exited(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".text", "neither a table nor a fill")]
    [InlineData(".dynamic", "it is of type 6")]
    [InlineData(".used", "it has the symbol ")]
    [InlineData(".point", "neither a table nor a fill")]
    [InlineData(".got", "is not room for a table")]
    public void Section_ThatTheProgramUses_IsNotOverwritten(string section, string use)
    {
        using LinkDirectory directory = Linked("gcc", """
            __attribute__((section(".used"), used)) int counter, others[2000];
            __attribute__((section(".point"), used)) void *pointers[1000] = { &counter };
            """);
        directory.Run("gcc", "-fPIE", "-pie", "program.c", "-o", "out", "-Wl,-z,nopack-relative-relocs");
        byte[] before = File.ReadAllBytes(directory["out"]);
        string error = directory.Kallsyms("embed", "--section", section, "out").Exited(1).Error;
        Assert.Contains($"section {section} is not room for a table", error, StringComparison.Ordinal);
        Assert.Contains(use, error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(directory["out"]));
    }

    [Fact]
    public void SymbolsOfAnotherProgram_AreRefused()
    {
        using LinkDirectory directory = Linked("gcc", "const unsigned char kallsyms_table[8192] = { 1 };");
        directory.Write("other.c", """
            const unsigned char kallsyms_table[8192] = { 1 };
            __attribute__((noinline, used)) static int another(int a) { return a * 9 + 1; }
            int main(int argc, char **argv) { for (int i = 0; i < argc; i++) another(argv[i][0]); return 0; }
            """);
        foreach (string id in (string[])["-Wl,--build-id=sha1", "-Wl,--build-id=none"])
        {
            directory.Run("gcc", id, "program.c", "-o", "out");
            directory.Run("gcc", id, "other.c", "-o", "other");
            directory.Run("cp", "out", "stripped");
            directory.Run("strip", "stripped");
            Assert.Contains("is not what", directory.Kallsyms("embed", "--from", "other", "out").Exited(1).Error, StringComparison.Ordinal);
            directory.Kallsyms("embed", "-q", "--from", "out", "out", "-o", "again").Succeeded();
            directory.Run(directory["again"]);
        }
    }

    static LinkDirectory Linked(string compiler, string more = "")
    {
        Command.Require(compiler);
        var directory = new LinkDirectory();
        directory.Write("program.c", Program + more + "\n");
        return directory;
    }
}
