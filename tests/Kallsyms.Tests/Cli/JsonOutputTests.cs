using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>--json, whichever command prints it.</summary>
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
}
