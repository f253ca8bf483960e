using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Runtime;

/// <summary>kallsyms.h in programs that carry their own table.</summary>
[RunsKallsyms]
public class ReaderTests
{
    static string Sources { get; } = Path.Combine(Repository.Root, "tests", "runtime");

    static string Header { get; } = Path.Combine(Repository.Root, "runtime");

    [Theory]
    [InlineData("linux-6.4", 614, "kernel", "-no-pie")]
    [InlineData("linux-6.4", 614, "best", "-pie")]
    [InlineData("linux-6.15", 619, "kernel", "-pie")]
    [InlineData("linux-7.0", 700, "best", "-no-pie")]
    [InlineData("linux-7.0", 700, "kernel", "-pie")]
    public void FindsEverySymbolOfItsProgram(string layout, int version, string compression, string form)
    {
        Command.Require("gcc");
        using var scratch = new Scratch();
        string map = scratch["map"];
        string program = scratch["program"];
        Command.Kallsyms([
            "link", "-q", "--layout", layout, "--compress", compression, "--map", map, "--",
            "gcc", "-O1", form == "-pie" ? "-fPIE" : "-fno-pie", form, $"-DKALLSYMS_LAYOUT={version}", "-I", Header, Path.Combine(Sources, "reader_test.c"), "-o", program]).Succeeded();
        Assert.Contains("all checked", Command.Run(program, ["check", map]).Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-O1")]
    [InlineData("-O2", "-static", "-s")]
    [InlineData("-O2", "--symbols", "all", "--with", "sizes", "--with", "index")]
    public void ImageLayout_InItsProgram_FindsEverySymbol(params string[] options)
    {
        Command.Require("gcc");
        using var scratch = new Scratch();
        string program = scratch["program"];
        string[] ours = [.. options.SkipWhile(option => !option.StartsWith("--", StringComparison.Ordinal))];
        Command.Kallsyms([
            "link", "-q", .. ours, "--", "gcc", .. options[..^ours.Length], "-I", Header, Path.Combine(Sources, "image_test.c"), "-o", program]).Succeeded();
        byte[] dump = Command.Kallsyms(["dump", program]).Succeeded().OutputBytes;
        Assert.Contains("all checked", Command.Run(program, [], input: dump).Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--symbols", "all", "--with", "sizes", "--with", "index", "--with", "build-id")]
    public void ImageLayout_WhenDamaged_IsReadWithinItsBounds(params string[] options)
    {
        Command.Require("gcc");
        using var scratch = new Scratch();
        string program = scratch["program"];
        Command.Kallsyms([
            "link", "-q", .. options, "--", "gcc", "-static", "-Wl,--build-id=sha1", "-I", Header, Path.Combine(Sources, "image_test.c"), "-o", program]).Succeeded();
        File.WriteAllBytes(scratch["table"], Table(program));
        string reader = scratch["reader"];
        Command.Run("gcc", [
            "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-I", Header, Path.Combine(Sources, "image_damage_test.c"), "-o", reader]).Succeeded();
        Command.Run(reader, [scratch["table"], "200"]).Succeeded();
    }

    [Fact]
    public void RustCrate_OnDamagedTables_NeverPanics()
    {
        Command.Require("cargo", "rustc", "gcc");
        using var scratch = new Scratch();
        string program = scratch["program"];
        Command.Kallsyms([
            "link", "-q", "--with", "index", "--", "gcc", "-static", "-I", Header, Path.Combine(Sources, "image_test.c"), "-o", program]).Succeeded();
        File.WriteAllBytes(scratch["table"], Table(program));
        var environment = new Dictionary<string, string> { ["KALLSYMS_TABLE_FILE"] = scratch["table"], ["CARGO_TARGET_DIR"] = scratch["target"] };
        Assert.Contains("1 passed", Command.Run("cargo", ["test", "--offline", "--test", "damage"], Path.Combine(Header, "rust"), environment: environment).Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arm-none-eabi-gcc", "-mcpu=cortex-m3", "-mthumb")]
    [InlineData("arm-none-eabi-gcc", "-mcpu=cortex-m0", "-mthumb")]
    public void ImageLayout_OnThumb_IsReadWithLessThan2KiBOfCode(string compiler, params string[] options)
    {
        Command.Require(compiler, "arm-none-eabi-size");
        using var scratch = new Scratch();
        string source = scratch.Write("all.c", "#include \"kallsyms.h\"\n"
            + "int lookup(uintptr_t a, struct kallsyms_symbol *s, char *n, size_t c) { return kallsyms_lookup(a, s, n, c); }\n"
            + "int by_name(const char *n, struct kallsyms_symbol *s) { return kallsyms_lookup_name(n, s); }\n"
            + "int next(struct kallsyms_symbol *s, char *n, size_t c) { return kallsyms_next(s, n, c); }\n"
            + "int get(size_t i, struct kallsyms_symbol *s, char *n, size_t c) { return kallsyms_get(i, s, n, c); }\n"
            + "int check(void) { return kallsyms_check(); }\n");
        Command.Run(compiler, [.. options, "-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-ffreestanding", "-Os", "-I", Header, "-c", source, "-o", scratch["all.o"]]).Succeeded();
        string[] sizes = Command.Run("arm-none-eabi-size", [scratch["all.o"]]).Succeeded().Output.Split('\n')[1].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(int.Parse(sizes[0]), 500, 2048);
        Assert.Equal(("0", "0"), (sizes[1], sizes[2]));
    }

    [Theory]
    [InlineData("gcc", "-no-pie", "-fno-pie")]
    [InlineData("gcc", "-pie", "-fPIE")]
    [InlineData("gcc", "-static", "-O0")]
    [InlineData("clang", "-O2")]
    [InlineData("g++", "-x", "c++", "-Wall", "-Wextra", "-Werror")]
    public void ImageLayout_InAProgramThatWasLinkedWithout_IsEmpty(string compiler, params string[] options)
    {
        Command.Require(compiler);
        using var scratch = new Scratch();
        string source = scratch.Write("without.c", "#include \"kallsyms.h\"\nint main(void) { struct kallsyms_symbol symbol; "
            + "return kallsyms_lookup((uintptr_t)&kallsyms_check, &symbol, 0, 0) + kallsyms_check() + (int)kallsyms_count(); }\n");
        Command.Run(compiler, ["-O1", .. options, "-I", Header, source, "-o", scratch["without"]]).Succeeded();
        Command.Run(scratch["without"], []).Succeeded();
    }

    static byte[] Table(string program)
    {
        using var info = JsonDocument.Parse(Command.Kallsyms(["info", "--json", program]).Succeeded().Output);
        JsonElement table = info.RootElement.GetProperty("table");
        return File.ReadAllBytes(program).AsSpan(table.GetProperty("offset").GetInt32(), table.GetProperty("tableBytes").GetInt32()).ToArray();
    }

    [Fact]
    public void ReadsNothingOutsideADamagedTable()
    {
        Command.Require("gcc");
        using var scratch = new Scratch();
        string program = scratch["program"];
        Command.Run("gcc", [
            "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-no-pie", "-I", Header, Path.Combine(Sources, "damage_test.c"), "-o", program]).Succeeded();
        Command.Run(program, []).Succeeded();
    }
}
