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
