using System.Text.Json;
using Kallsyms.Tables;
using Kallsyms.Tests.Btf;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Images;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>What a kernel's own type information is good for: debuggers print structures, and Volatility gets its symbol file.</summary>
[RunsKallsyms]
public class TypesCommandTests
{
    static readonly byte[] _image = new SampleKernel { Release = KernelRelease.Parse("linux-6.12") }.Build();

    [Fact]
    public void ADebuggerPrintsTypesThatTheKernelCarries()
    {
        Command.Require("gdb");
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["image"], [.. _image, .. BtfTypesTests.Info]);
        Command.Kallsyms(["elf", "--machine", "x86_64", scratch["image"], "-o", scratch["elf"]]).Succeeded();
        string text = Command.Run("gdb", ["-batch", "-nx", "-ex", "ptype /o struct outer", scratch["elf"]]).Succeeded().Output;
        Assert.Contains("int first;", text, StringComparison.Ordinal);
        Assert.Contains("int inner;", text, StringComparison.Ordinal);
        Assert.Contains("/* total size", text, StringComparison.Ordinal);
    }

    [Fact]
    public void VolatilityGetsTypesAndAddresses()
    {
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["image"], [.. _image, .. BtfTypesTests.Info]);
        using var json = JsonDocument.Parse(Command.Kallsyms(["isf", scratch["image"]]).Succeeded().Output);
        JsonElement root = json.RootElement;
        Assert.Equal("6.2.0", root.GetProperty("metadata").GetProperty("format").GetString());
        JsonElement outer = root.GetProperty("user_types").GetProperty("outer");
        Assert.Equal(16, outer.GetProperty("size").GetInt32());
        JsonElement first = outer.GetProperty("fields").GetProperty("first");
        Assert.Equal("int", first.GetProperty("type").GetProperty("name").GetString());
        Assert.Equal(4, root.GetProperty("base_types").GetProperty("int").GetProperty("size").GetInt32());
        Assert.NotEqual(0UL, root.GetProperty("symbols").GetProperty("linux_banner").GetProperty("address").GetUInt64());
        Assert.StartsWith("Linux version ", System.Text.Encoding.ASCII.GetString(
            root.GetProperty("symbols").GetProperty("linux_banner").GetProperty("constant_data").GetBytesFromBase64()));
    }

    [Fact]
    public void WithoutTypesItIsSaid() => Assert.Equal(
        1, WithImage(image => Command.Kallsyms(["isf", image])).Status);

    static T WithImage<T>(Func<string, T> run)
    {
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["image"], _image);
        return run(scratch["image"]);
    }
}
