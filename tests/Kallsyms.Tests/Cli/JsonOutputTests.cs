using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>--json, whichever command prints it. Whether it is as docs/schemas has it is asked wherever a test has it printed.</summary>
[RunsKallsyms]
public class JsonOutputTests
{
    [Theory]
    [InlineData("info", "Image")]
    [InlineData("lookup", "Image", "_text")]
    [InlineData("lookup", "--format=json", "Image", "_text")]
    [InlineData("diff", "System.map", "System.map")]
    [InlineData("explain", "System.map", "vmlinux.map")]
    [InlineData("stat", "Image")]
    [InlineData("verify", "Image")]
    [InlineData("--version")]
    public void Json_IsOneObject_AndEndsItsLastLine(params string[] words)
    {
        using var files = KernelFiles.WithKernel();
        files.Write("System.map", KernelFiles.Map);
        files.Write("vmlinux.map", KernelFiles.Map);
        string output = files.Run(words.Contains("--format=json") ? words : [.. words, "--json"]).Succeeded().Output;
        Assert.EndsWith("}\n", output);
        Assert.Equal(1, JsonDocument.Parse(output).RootElement.GetProperty("schema").GetInt32());
    }

    [Theory]
    [InlineData("info", "System.map")]
    [InlineData("info", "bzImage")]
    [InlineData("info", "nothing")]
    [InlineData("lookup", "Image", "nowhere", "_text")]
    [InlineData("diff", "--by", "prefix", "System.map", "other.map")]
    [InlineData("explain", "System.map", "other.map")]
    [InlineData("verify", "--map", "other.map", "Image")]
    [InlineData("link", "--layout", "linux-6.12", "--max-passes", "1", "--", "ld", "-o", "linked", "program.o")]
    [InlineData("link", "--layout", "linux-6.12", "--", "ld", "-o", "linked", "program.o")]
    [InlineData("link", "--", "ld", "-o", "linked", "program.o")]
    public void Json_OfAnyAnswer_IsAsItsSchemaHasIt(params string[] words)
    {
        using var files = KernelFiles.WithKernel();
        files.Write("System.map", KernelFiles.Map);
        files.Write("other.map", KernelFiles.Map.Replace("t helper", "T helper2", StringComparison.Ordinal));
        files.Write("nothing", new byte[4096]);
        if (words.Contains("program.o"))
        {
            Command.Require("as", "ld");
            files.Write("program.s", ".globl _start, other\n_start: .quad 0\nother: .quad 0\n");
            Command.Run("as", [files["program.s"], "-o", files["program.o"]]).Succeeded();
        }
        Command run = files.Run([words[0], "--json", .. words[1..]]);
        Assert.Equal(words[0], JsonDocument.Parse(run.Output).RootElement.GetProperty("command").GetString());
    }

    [Theory]
    [InlineData(1, "verify", "System.map")]
    [InlineData(1, "verify", "nothing")]
    [InlineData(1, "stat", "System.map")]
    [InlineData(1, "stat", "nothing")]
    [InlineData(1, "lookup", "nothing", "_text")]
    [InlineData(1, "lookup", "--kaslr", "nowhere=1000", "System.map", "_text")]
    [InlineData(3, "info", "missing")]
    [InlineData(3, "lookup", "missing", "_text")]
    [InlineData(3, "lookup", "--format=json", "missing", "_text")]
    [InlineData(3, "verify", "missing")]
    [InlineData(3, "stat", "missing")]
    [InlineData(3, "diff", "System.map", "missing")]
    [InlineData(3, "explain", "System.map", "missing")]
    [InlineData(3, "explain", "System.map", "nothing")]
    [InlineData(4, "link", "--", "false", "-o", "linked", "program.o")]
    public void Json_WithoutAnAnswer_IsOneObjectThatSaysWhy(int status, params string[] words)
    {
        using var files = KernelFiles.WithMap();
        files.Write("nothing", new byte[4096]);
        if (words.Contains("program.o"))
        {
            Command.Require("as");
            files.Write("program.s", "_start: .quad 0\n");
            Command.Run("as", [files["program.s"], "-o", files["program.o"]]).Succeeded();
        }
        Command run = files.Run([words[0], .. words.Contains("--format=json") ? [] : (string[])["--json"], .. words[1..]]).Exited(status);
        JsonElement json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(words[0], json.GetProperty("command").GetString());
        Assert.Equal(status, json.GetProperty("error").GetProperty("exitStatus").GetInt32());
        Assert.Contains(json.GetProperty("error").GetProperty("message").GetString()!, run.Error);
    }

    [Fact]
    public void JsonOfExplain_OfAnInputWithoutATable_NamesTheInput()
    {
        using var files = KernelFiles.WithMap();
        files.Write("nothing", new byte[4096]);
        JsonElement error = JsonDocument.Parse(files.Run("explain", "--json", "System.map", "nothing").Exited(3).Output).RootElement
            .GetProperty("error");
        Assert.Equal("nothing", error.GetProperty("file").GetString());
        Assert.Equal("nothing: no Linux kernel was recognised: the banner of none (\"Linux version ...\") is in it, packed or not", error.GetProperty("message").GetString());
    }

    [Fact]
    public void JsonError_AtAPlaceInAFile_HasItsOffset()
    {
        using var files = KernelFiles.WithMap();
        files.Write("broken", [0x7f, .. "ELF"u8, /* class */ 7, .. new byte[59]]);
        JsonElement error = JsonDocument.Parse(files.Run("explain", "--json", "System.map", "broken").Exited(3).Output).RootElement
            .GetProperty("error");
        Assert.Equal("broken", error.GetProperty("file").GetString());
        Assert.Equal(4, error.GetProperty("offset").GetInt64());
    }

    [Theory]
    [InlineData("lookup", "--regex", "System.map", "_text", "(")]
    [InlineData("lookup", "--kaslr", "0x123", "System.map", "_text")]
    [InlineData("lookup", "-")]
    [InlineData("explain", "System.map")]
    [InlineData("verify")]
    [InlineData("diff", "--nonsense", "a", "b")]
    public void Json_OfWrongUsage_IsNothing(params string[] words)
    {
        using var files = KernelFiles.WithMap();
        Command run = files.Run([words[0], "--json", .. words[1..]]).Exited(2);
        Assert.Empty(run.Output);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public void ASchema_ThereIsForEveryCommandWithJson() => Assert.Equal(
        CommandTree.Root.Subcommands.Where(command => command.Options.Any(option => option.Name == "--json")).Select(command => command.Name).Append("version").Append("error").Append("scan").Order(),
        JsonSchemas.Names.Order());
}
