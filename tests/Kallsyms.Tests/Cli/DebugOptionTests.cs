using System.Globalization;
using System.Text.RegularExpressions;
using Kallsyms.Tests.Dwarf;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>--debug of annotate and lookup: lines of source behind names, from the same build or not at all.</summary>
[RunsKallsyms]
public class DebugOptionTests
{
    static readonly string[] _options = ["-g", "-nostdlib", "-static", "-no-pie", "-Wl,-e,main"];

    [Fact]
    public void AnnotatePutsLinesBehindNamesAndAddresses()
    {
        using var scratch = new Scratch();
        (string program, string map) = Build(scratch);
        (ulong address, ulong size) = Function(scratch, "f3");
        string at = Place(program, address + 0x20);
        string log = $"[    1.000000] RIP: 0010:f3+0x20/0x{size:x}\n f3+0x20/0x{size:x}\n ? f3+0x20/0x{size + 1:x}\n[<{address + 0x20:x16}>] 0x{address + 0x20:x}\n";
        string expected = $"[    1.000000] RIP: 0010:f3+0x20/0x{size:x} ({at})\n f3+0x20/0x{size:x} ({at})\n ? f3+0x20/0x{size + 1:x}\n"
            + $"[<f3+0x20/0x{size:x}>] f3+0x20/0x{size:x} ({at})\n";
        string path = scratch.Write("log", log);
        Assert.Equal(expected, Command.Kallsyms(["annotate", "--kaslr", "0", "--debug", program, map, path]).Succeeded().Output);
    }

    [Fact]
    public void LookupShowsLines()
    {
        using var scratch = new Scratch();
        (string program, string map) = Build(scratch);
        string at = Place(program, Function(scratch, "f3").Address + 0x20);
        Assert.EndsWith($" ({at})\n", Command.Kallsyms(["lookup", "--debug", program, map, "f3+0x20"]).Succeeded().Output);
        string json = Command.Kallsyms(["lookup", "--json", "--debug", program, map, "f3+0x20"]).Succeeded().Output;
        Assert.Contains($"\"line\": {at[(at.LastIndexOf(':') + 1)..]}", json);
    }

    [Fact]
    public void LinesOfModulesAreThoseOfTheirFiles()
    {
        using var scratch = new Scratch();
        string map = Build(scratch).Map;
        Directory.CreateDirectory(scratch["modules/fs"]);
        File.Copy(InlinedProgram.Build(scratch, "gcc", ["-g", "-ffunction-sections"], isObject: true), scratch["modules/fs/my-fs.ko"]);
        string nm = Command.Run("nm", ["-S", scratch["modules/fs/my-fs.ko"]]).Succeeded().Output;
        string size = Regex.Match(nm, @"^\S+ 0*([0-9a-f]+) T f41$", RegexOptions.Multiline).Groups[1].Value;
        string oracle = Command.Run("addr2line", ["-e", scratch["modules/fs/my-fs.ko"], "-i", "-j", ".text.f41", "10"]).Succeeded().Output;
        string[] lines = [.. oracle.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(" (disc")[0].Replace(scratch.Directory + "/", ""))];
        string log = scratch.Write("log", $" f41+0x10/0x{size} [my_fs]\n f41+0x10/0x{size} [other]\n f41+0x10/0x1 [my_fs]\n");
        string answer = Command.Kallsyms(["annotate", "--debug", scratch["modules"], map, log]).Succeeded().Output;
        string[] answers = answer.Split('\n');
        Assert.StartsWith($" f41+0x10/0x{size} [my_fs] (", answers[0]);
        foreach (string line in lines)
            Assert.Contains(line, answers[0]);
        Assert.Equal($" f41+0x10/0x{size} [other]", answers[1]);
        Assert.Equal(" f41+0x10/0x1 [my_fs]", answers[2]);
    }

    [Fact]
    public void AnotherBuildIsRefusedAndNotUsed()
    {
        using var scratch = new Scratch();
        string map = Build(scratch).Map;
        using var other = new Scratch();
        string foreign = InlinedProgram.Build(other, "gcc", [.. _options, "-O1"]);
        Command answer = Command.Kallsyms(["annotate", "--debug", foreign, map, scratch.Write("log", " f3+0x20/0x30\n")]).Exited(1);
        Assert.Contains("not of the same build", answer.Error);
        Assert.Empty(answer.Output);
    }

    static (string Program, string Map) Build(Scratch scratch)
    {
        string program = InlinedProgram.Build(scratch, "gcc", _options);
        string kept = scratch["vmlinux"];
        File.Copy(program, kept);
        return (kept, scratch.Write("System.map", Command.Run("nm", ["-n", kept]).Succeeded().Output));
    }

    static (ulong Address, ulong Size) Function(Scratch scratch, string name)
    {
        string[] lines = File.ReadAllLines(scratch["System.map"]);
        int at = Array.FindIndex(lines, line => line.EndsWith($" T {name}", StringComparison.Ordinal));
        ulong Address(int line) => ulong.Parse(lines[line].Split(' ')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (Address(at), Address(at + 1) - Address(at));
    }

    // As addr2line has it, on one line.
    static string Place(string program, ulong address)
    {
        string[] lines = Command.Run("addr2line", ["-e", program, "-i", "-f", address.ToString("x", CultureInfo.InvariantCulture)])
            .Succeeded().Output.TrimEnd().Split('\n');
        string directory = Path.GetDirectoryName(program)! + "/";
        string[] places = [.. lines.Chunk(2).Select(pair => $"{pair[0]} {pair[1].Split(" (disc")[0].Replace(directory, "")}")];
        places[^1] = places[^1][(places[^1].IndexOf(' ') + 1)..];
        return string.Join(" < ", places);
    }
}
