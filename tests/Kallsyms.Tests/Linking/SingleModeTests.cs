using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>One link, where the inputs tell everything: the image equals what the kernel's own procedure ends with, build id included.</summary>
[RunsKallsyms]
public class SingleModeTests
{
    [Theory]
    [InlineData("s3c6400-6.1", "linux-6.2", "arm-linux-gnueabi-ld")]
    [InlineData("x86_64-6.12", "linux-6.4", "ld")]
    [InlineData("x86_64-7.2", "linux-7.0", "ld")]
    public void OneLinkGivesTheReference(string kernel, string layout, string linker)
    {
        Command.Require(linker);
        string inputs = Repository.KernelInputs(kernel);
        using var scratch = new Scratch();
        Command.Run(Path.Combine(inputs, "link.sh"), ["-o", scratch["reference"], "expected.kallsyms.o"], inputs).Succeeded();
        Command link = Command.Kallsyms(
            ["link", "--mode", "single", "--build-id", "recompute", "--object-name", "expected.kallsyms.o", "--layout", layout, "--json", "--",
                .. Words(inputs), "-o", scratch["image"]], inputs).Succeeded();
        JsonElement report = JsonDocument.Parse(link.Output).RootElement;
        Assert.Equal(1, report.GetProperty("passes").GetArrayLength());
        Assert.Equal(0, report.GetProperty("slackBytes").GetInt32());
        Assert.Equal(File.ReadAllBytes(scratch["reference"]), File.ReadAllBytes(scratch["image"]));
    }

    [Theory]
    [InlineData("x86_64-6.12", "linux-6.4")]
    [InlineData("x86_64-7.2", "linux-7.0")]
    public void OneLinkIsEnoughForLldToo(string kernel, string layout)
    {
        Command.Require("ld.lld");
        string inputs = Repository.KernelInputs(kernel);
        using var scratch = new Scratch();
        string[] words = [.. Words(inputs).Skip(1).Where(word => word != "--no-warn-rwx-segments")];
        Command link = Command.Kallsyms(
            ["link", "--mode", "single", "--layout", layout, "--json", "--", "ld.lld", .. words, "-o", scratch["image"]], inputs).Succeeded();
        Assert.Equal(1, JsonDocument.Parse(link.Output).RootElement.GetProperty("passes").GetArrayLength());
        Command.Kallsyms(["verify", scratch["image"]]).Succeeded();
    }

    static string[] Words(string inputs) => File.ReadAllText(Path.Combine(inputs, "link.args")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
