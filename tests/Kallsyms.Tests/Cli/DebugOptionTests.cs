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
    public void InAPage_TheSignBetweenInlinedFunctionsIsAnEntity()
    {
        using var scratch = new Scratch();
        (string program, string map) = Build(scratch);
        (ulong address, ulong size) = Function(scratch, "f3");
        ulong offset = Enumerable.Range(0, (int)size).Select(i => (ulong)i).First(i => Place(program, address + i).Contains('<'));
        string at = Place(program, address + offset).Replace("<", "&lt;");
        string place = $"f3+0x{offset:x}/0x{size:x}";
        string path = scratch.Write("log", $"&lt;4&gt; {place}\n<b>{place}</b>\n");
        Assert.Equal(
            $"&lt;4&gt; {place} ({at})\n<b>{place} ({at})</b>\n",
            Command.Kallsyms(["annotate", "--kaslr", "0", "--debug", program, map, path]).Succeeded().Output);
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

    [Fact]
    public void DamageInOneUnit_CostsTheLinesOfThatUnitAlone()
    {
        using var scratch = new Scratch();
        (string program, string map) = Build(scratch);
        byte[] bytes = File.ReadAllBytes(program);
        using (var file = Kallsyms.Elf.ElfFile.Open(program))
            bytes[file.FindSection(".debug_line")!.Offset + 4] = 6; // the version of the first line table
        File.WriteAllBytes(program, bytes);
        string log = scratch.Write("log", $" f3+0x1/0x{Function(scratch, "f3").Size:x}\n f43+0x1/0x{Function(scratch, "f43").Size:x}\n");
        Command annotated = Command.Kallsyms(["annotate", "--debug", program, map, log]).Succeeded();
        string[] lines = annotated.Output.Split('\n');
        Assert.EndsWith($"0x{Function(scratch, "f3").Size:x}", lines[0]);
        Assert.Contains(" (", lines[1]);
        Assert.Contains($"without some lines: {program}: line tables of DWARF 6", annotated.Error);
        Command found = Command.Kallsyms(["lookup", "--json", "--debug", program, map, "f3+1"]).Succeeded();
        Assert.Contains("\"source\": []", found.Output);
        Assert.Contains("DWARF 6", found.Error);
    }

    [Fact]
    public void AnAddressThatTheLogPutsInAModule_HasNoLineOfTheKernel()
    {
        using var scratch = new Scratch();
        (string program, string map) = Build(scratch);
        string log = $" 0x{Function(scratch, "f3").Address:x} [snd]\n";
        Assert.Equal(log, Command.Kallsyms(["annotate", "--kaslr", "0", "--debug", program, map, scratch.Write("log", log)]).Succeeded().Output);
    }

    [Theory]
    [InlineData(0x123)]
    [InlineData(0x200000)]
    public void OneFunctionAtAnotherPlace_ProvesNoBuild(int moved)
    {
        using var scratch = new Scratch();
        string program = Build(scratch).Program;
        string map = scratch.Write("one.map", $"{Function(scratch, "f3").Address + (ulong)moved:x16} T f3\n00000000ffffff00 T other\n");
        Assert.Contains("not of the same build", Command.Kallsyms(["lookup", "--debug", program, map, "f3"]).Exited(1).Error);
    }

    [Fact]
    public void FunctionsWithThumbCode_AreWhereTheyLie()
    {
        using var scratch = new Scratch();
        Command.Require("arm-linux-gnueabi-nm");
        string program = InlinedProgram.Build(scratch, "arm-linux-gnueabi-gcc", ["-mthumb", "-march=armv7-a", .. _options]);
        string map = scratch.Write("System.map", Command.Run("arm-linux-gnueabi-nm", ["-n", program]).Succeeded().Output);
        Assert.Contains(" (", Command.Kallsyms(["lookup", "--debug", program, map, "f3+2"]).Succeeded().Output);
    }

    [Fact]
    public void FilesOfModules_AreTakenOneByOne_AndOfKernelsOneAlone()
    {
        using var scratch = new Scratch();
        (string program, string map) = Build(scratch);
        string module = scratch["my-fs.ko"];
        File.Copy(InlinedProgram.Build(scratch, "gcc", ["-g", "-ffunction-sections"], isObject: true), module);
        string nm = Command.Run("nm", ["-S", module]).Succeeded().Output;
        ulong size = ulong.Parse(
            Regex.Match(nm, @"^\S+ 0*([0-9a-f]+) T f41$", RegexOptions.Multiline).Groups[1].Value, NumberStyles.AllowHexSpecifier);
        string log = scratch.Write("log", $" f41+0x10/0x{size:x} [my_fs]\n f41+0x10/0x{size + 0x100:x} [my_fs]\n");
        string[] answers = Command.Kallsyms(["annotate", "--debug", program, "--debug", module, map, log]).Succeeded().Output.Split('\n');
        Assert.Contains(" (", answers[0]);
        Assert.DoesNotContain(" (", answers[1]);
        Assert.Contains("already", Command.Kallsyms(["annotate", "--debug", program, "--debug", map, map, log]).Exited(2).Error);
    }

    [Fact]
    public void ADirectoryWithoutVmlinux_IsSaid_AndOneOfThatReleaseIsFound()
    {
        using var scratch = new Scratch();
        (string program, string map) = Build(scratch);
        Directory.CreateDirectory(scratch["empty"]);
        Command answer = Command.Kallsyms(["lookup", "--debug", scratch["empty"], map, "f3"]).Succeeded();
        Assert.Contains("none of vmlinux is in", answer.Error);
        Directory.CreateDirectory(scratch["debug"]);
        File.Move(program, scratch["debug/vmlinux-6.1.0"]);
        File.Move(map, scratch["System.map-6.1.0"]);
        Assert.Contains(" (", Command.Kallsyms(["lookup", "--debug", scratch["debug"], scratch["System.map-6.1.0"], "f3"]).Succeeded().Output);
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
