using System.Buffers.Binary;
using System.Text.Json;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Finding;
using Kallsyms.Tables;
using Kallsyms.Tests.Cli;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Images;
using Kallsyms.Tokens;
using Xunit;

namespace Kallsyms.Tests.Sources;

/// <summary>Every command that takes an image gives one answer for every kind of input, and none is false.</summary>
[RunsKallsyms]
public class EveryCommandTests
{
    // All of them are in the tests of all kinds below.
    static readonly string[] _commands =
        ["annotate", "diff", "dump", "elf", "embed", "explain", "gen", "info", "isf", "lookup", "map", "stat", "unpack", "verify"];

    static readonly string[] _inputs = ["IMAGE", "MAP", "PASS"];

    public static TheoryData<string> Kinds() => [.. SampleInputs.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnInputOfAnyKindHasTheSameSymbolsAndTheSameVerdict(string kind)
    {
        using var files = KernelFiles.WithKernel();
        files.Write("input", SampleInputs.All[kind]);
        int count = files.Kernel.Symbols.Count;
        Assert.Equal(files.Listing, Run(files, "dump", "input").Succeeded().Output);
        JsonElement info = Json(Run(files, "info", "--json", "input").Succeeded());
        Assert.Equal(count, info.GetProperty("table").GetProperty("symbols").GetInt32());
        Assert.Equal("consistent", info.GetProperty("table").GetProperty("content").GetProperty("state").GetString());
        JsonElement verify = Json(Run(files, "verify", "--json", "input").Succeeded());
        Assert.Equal(count, verify.GetProperty("symbols").GetInt32());
        Assert.True(verify.GetProperty("proved").GetBoolean());
        Assert.Equal(count, Json(Run(files, "stat", "--json", "input").Succeeded()).GetProperty("table").GetProperty("symbols").GetInt32());
        Assert.Contains("schedule+0x4/", Run(files, "lookup", "input", "schedule+4").Succeeded().Output);
        string log = $"[{Address(files, "schedule"):x16}]\n";
        Assert.StartsWith("[schedule+0x0/", RunOn(files, log, "annotate", "--kaslr", "0", "input").Succeeded().Output);
        Run(files, "diff", "input", "Image").Succeeded();
        Run(files, "elf", "--machine", "x86_64", "input", "-o", "elf").Succeeded();
        Assert.Equal(files.Listing, Run(files, "dump", "elf").Succeeded().Output);
        Run(files, "verify", "elf").Succeeded();
        Run(files, "explain", "input", "Image").Succeeded();
        Assert.Contains("carries no type information", Run(files, "isf", "input", "-o", "types").Exited(1).Error);
        Run(files, "unpack", "input", "-o", "kernel").Succeeded();
        Assert.Equal(files.Listing, Run(files, "dump", "kernel").Succeeded().Output);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OfAnInputOfAnyKind_WhatTakesTheSymbolTableOfAnElfFileTakesNoOther(string kind)
    {
        using var files = KernelFiles.WithKernel();
        files.Write("input", SampleInputs.All[kind]);
        bool hasSymbols = kind == "ELF with labels";
        Command map = Run(files, "map", "--all", "input").Exited(hasSymbols ? 0 : 3);
        Assert.Equal(hasSymbols ? SymbolLines(files.Listing) : [], SymbolLines(map.Output));
        Command gen = Run(files, "gen", "--layout", "linux-6.12", "--all-symbols", "input").Exited(hasSymbols ? 0 : 3);
        Assert.Equal(hasSymbols, gen.Output.Contains("kallsyms_num_syms", StringComparison.Ordinal));
        Run(files, "embed", "input").Exited(1);
        Assert.Equal(SampleInputs.All[kind], File.ReadAllBytes(files["input"]));
    }

    [Fact]
    public void NoCommandThatTakesAnInputIsMissingHere() => Assert.Equal(
        _commands, CommandTree.Root.Subcommands
            .Where(command => command.Arguments.Any(argument => _inputs.Any(
                word => $"{argument.Name} {argument.HelpName}".Contains(word, StringComparison.Ordinal))))
            .Select(command => command.Name).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("dump")]
    [InlineData("info")]
    [InlineData("verify")]
    [InlineData("stat")]
    [InlineData("unpack")]
    [InlineData("elf", "--machine", "x86_64")]
    [InlineData("lookup", "schedule")]
    [InlineData("annotate", "log")]
    [InlineData("diff", "Image")]
    [InlineData("explain", "Image")]
    public void StandardInputIsTakenLikeAFileBeItAPipeOrAFile(string command, params string[] others)
    {
        using var files = KernelFiles.WithKernel();
        files.Write("log", $"[{Address(files, "schedule"):x16}]\n");
        others = [.. others.Select(word => File.Exists(files[word]) ? files[word] : word)];
        string expected = WithoutName(Run(files, [command, "bzImage", .. others]), files["bzImage"]);
        byte[] packed = File.ReadAllBytes(files["bzImage"]);
        string program = $"{ProgramUnderTest.Executable} {command}";
        string rest = string.Join(' ', others);
        Assert.Equal(expected, WithoutName(Command.Kallsyms([command, "-", .. others], input: packed), "standard input"));
        Assert.Equal(expected, WithoutName(Command.Run("sh", ["-c", $"exec {program} - {rest} < {files["bzImage"]}"]), "standard input"));
        Assert.Equal(expected, WithoutName(Command.Run("sh", ["-c", $"cat {files["bzImage"]} | {program} /dev/stdin {rest}"]), "/dev/stdin"));
    }

    // What a command prints, but for what it calls its input: info and stat call standard input as the command line does.
    static string WithoutName(Command run, string name) => System.Text.RegularExpressions.Regex.Replace(
        System.Text.Encoding.Latin1.GetString(run.Succeeded().OutputBytes).Replace(name, "INPUT", StringComparison.Ordinal),
        @"\A(image +)?-(?=\n|: )", "$1INPUT");

    [Fact]
    public void MapAndGenTakeStandardInput()
    {
        using var files = KernelFiles.WithKernel();
        files.Write("vmlinux", SampleInputs.All["ELF with labels"]);
        byte[] vmlinux = SampleInputs.All["ELF with labels"];
        Assert.Equal(Run(files, "map", "vmlinux").Succeeded().Output, Command.Kallsyms(["map", "-"], input: vmlinux).Succeeded().Output);
        Assert.Equal(Run(files, "gen", "vmlinux").Succeeded().Output, Command.Kallsyms(["gen", "-"], input: vmlinux).Succeeded().Output);
    }

    [Fact]
    public void AWrapperThatHasSymbolsOfItsOwnIsReadForTheKernelInIt()
    {
        Command.Require("ld");
        using var files = KernelFiles.WithKernel();
        files.Write("payload", Packer.Pack(Codec.Gzip, files.Image));
        Command.Run("ld", ["-r", "-b", "binary", "-o", "payload.o", "payload"], Path.GetDirectoryName(files["payload"])).Succeeded();
        Command.Run("ld", ["-e", "0", "-o", "wrapper", "payload.o"], Path.GetDirectoryName(files["payload"])).Succeeded();
        Assert.Contains("_binary_payload_start", Run(files, "map", "wrapper").Succeeded().Output);
        Assert.Equal(files.Listing, Run(files, "dump", "wrapper").Succeeded().Output);
        Run(files, "verify", "wrapper").Succeeded();
        Run(files, "stat", "wrapper").Succeeded();
        Run(files, "lookup", "wrapper", "schedule").Succeeded();
        Run(files, "explain", "wrapper", "Image").Succeeded();
        Assert.Contains("packed kernel inside", Run(files, "info", "wrapper").Succeeded().Output);
    }

    [Fact]
    public void FalseAddressesAreRefusedByEveryCommand()
    {
        using var files = KernelFiles.WithKernel();
        files.Write("moved", SampleInputs.ChangeOffsets(SampleInputs.All["ELF with labels"], entries =>
        {
            for (int at = 0; at < entries.Length; at += 4)
            {
                Span<byte> entry = entries.AsSpan(at);
                BinaryPrimitives.WriteInt32LittleEndian(entry, BinaryPrimitives.ReadInt32LittleEndian(entry) + 0x1000);
            }
        }));
        string[][] commands =
        [
            ["dump", "moved"], ["stat", "moved"], ["lookup", "moved", "schedule"], ["annotate", "moved"], ["diff", "moved", "Image"],
            ["elf", "moved", "-o", "elf"],
        ];
        foreach (string[] command in commands)
        {
            Command refused = RunOn(files, "", command).Exited(1);
            Assert.Empty(refused.Output);
            Assert.Contains("contradicts the image's own symbols", refused.Error);
            Assert.Contains("all by +0x1000", refused.Error);
        }
        Assert.Contains("place      not proved", Run(files, "info", "moved").Exited(1).Output);
        Assert.Contains("Inconsistent kallsyms data", Run(files, "verify", "moved").Exited(1).Error);
        Command given = Run(files, "dump", "--unproved", "moved").Succeeded();
        Assert.NotEmpty(given.Output);
        Assert.Contains("warning: the table contradicts", given.Error);
    }

    [Fact]
    public void WhatElfWroteOfATableWithoutLabelsHasThatTable()
    {
        using var files = KernelFiles.WithKernel(new SampleKernel { Release = KernelRelease.Parse("linux-6.1") });
        Run(files, "elf", "--machine", "x86_64", "Image", "-o", "elf").Succeeded();
        Assert.Equal(files.Listing, Run(files, "dump", "elf").Succeeded().Output);
        Assert.Contains("elf: consistent", Run(files, "verify", "elf").Succeeded().Output);
        Assert.Contains($"{files.Kernel.Symbols.Count} symbols", Run(files, "stat", "elf").Succeeded().Output);
    }

    [Fact]
    public void DamageToANameIsWarnedOfAndNotVerified()
    {
        // Without an index by name, nothing but the encoder tells.
        using var files = KernelFiles.WithKernel(new SampleKernel { Release = KernelRelease.Parse("linux-6.1") });
        files.Write("damaged", DamageAName(files.Image));
        Assert.Contains("content    damaged", Run(files, "info", "damaged").Succeeded().Output);
        Assert.Contains("damage", Run(files, "verify", "damaged").Exited(1).Error);
        Command dump = Run(files, "dump", "damaged").Succeeded();
        Assert.NotEqual(files.Listing, dump.Output);
        Assert.Contains("warning: encoded again, ", dump.Error);
        Assert.Empty(Run(files, "dump", "Image").Succeeded().Error);
    }

    // Another code in the place of the last one of a name; of the first from the middle on whose spelling is not the encoder's then.
    static byte[] DamageAName(byte[] image)
    {
        using KernelImage kernel = KernelImage.Read(image, "image");
        EmbeddedTable table = kernel.RequireProved();
        CompressedNames codes = TableReader.ReadCodes(table.Spec, table.Bytes);
        int names = (int)table.Place(SubTable.Names)!.Value.Offset;
        for (int i = codes.Count / 2; i < codes.Count; i++)
        {
            byte[] damaged = [.. image];
            damaged[names + codes.Offsets[i + 1] + i] ^= 1; // one byte of length goes before each name
            using KernelImage read = KernelImage.Read(damaged, "damaged");
            if (read.Table is { Doubt: null, Content.State: ContentState.Damaged })
                return damaged;
        }
        throw new InvalidOperationException("no name can be damaged");
    }

    [Fact]
    public void AnImageWithoutSymbolsIsHeldAgainstAMap()
    {
        using var files = KernelFiles.WithKernel();
        files.Write("map", files.Listing);
        Assert.Contains("consistent", Run(files, "verify", "--map", "map", "bzImage").Succeeded().Output);
        files.Write("map", files.Listing.Replace(" schedule\n", " schedulf\n", StringComparison.Ordinal));
        Assert.Contains("schedulf", Run(files, "verify", "--map", "map", "bzImage").Exited(1).Error);
    }

    [Fact]
    public void ANameThatIsNotUtf8IsRefusedAndNoOtherFileOpened()
    {
        using var files = KernelFiles.WithKernel();
        files.Write("\ufffd", "ffffffff81000000 T other\n");
        string script = $"cd {Path.GetDirectoryName(files["Image"])} && exec {ProgramUnderTest.Executable} lookup $'\\xff' other";
        Command refused = Command.Run("bash", ["-c", script]).Exited(2);
        Assert.Contains("not UTF-8", refused.Error);
        Assert.Empty(refused.Output);
    }

    static Command Run(KernelFiles files, params string[] arguments) => RunOn(files, "", arguments);

    // In this process: words that name files of the test are made paths.
    static Command RunOn(KernelFiles files, string input, params string[] arguments) => Command.Kallsyms(
        arguments.Select((word, i) => i > 0 && (arguments[i - 1] == "-o" || File.Exists(files[word])) ? files[word] : word),
        input: System.Text.Encoding.Latin1.GetBytes(input));

    static ulong Address(KernelFiles files, string name) =>
        files.Kernel.Symbols.AddressOf(System.Text.Encoding.ASCII.GetBytes(name))!.Value;

    static IEnumerable<string> SymbolLines(string list) => list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

    static JsonElement Json(Command command) => JsonDocument.Parse(command.OutputBytes).RootElement;
}
