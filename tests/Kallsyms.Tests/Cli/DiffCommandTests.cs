using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>diff: by name, type and size, whatever moved.</summary>
[RunsKallsyms]
public class DiffCommandTests
{
    const string Changed = """
        0000000000001000 A cpu_number
        ffffffff81000000 T _text
        ffffffff81000000 T _stext
        ffffffff81000010 t helper
        ffffffff81000040 T schedule
        ffffffff810000a0 T helper
        ffffffff81000120 T newcomer
        ffffffff81000140 B _end

        """;

    [Fact]
    public void WhatIsAlikeIsAlikeWhereverItLies()
    {
        using var files = KernelFiles.WithKernel();
        Command same = files.Run("diff", "bzImage", "Image").Succeeded();
        Assert.Empty(same.Output);
        Assert.Equal("kallsyms: alike\n", same.Error);
        files.Write("a", KernelFiles.Map);
        files.Write("b", KernelFiles.Map.Replace("ffffffff81", "ffffffff9a", StringComparison.Ordinal));
        files.Run("diff", "a", "b").Succeeded();
    }

    [Fact]
    public void DifferencesAreSortedByKind()
    {
        using var files = KernelFiles.WithMap();
        files.Write("changed", Changed);
        Command different = files.Run("diff", "System.map", "changed").Exited(1);
        Assert.Equal(
            "added    T newcomer 0x20\nremoved  R linux_banner 0x80\ngrown    T schedule 0x40 -> 0x60 (+32)\nretyped  t -> T helper 0x80\n", different.Output);
        Assert.Equal("kallsyms: 1 added, 1 removed, 1 grown, 1 retyped\n", different.Error);
        Assert.Contains("shrunk   T schedule 0x60 -> 0x40 (-32)\n", files.Run("diff", "changed", "System.map").Exited(1).Output);
        Assert.Empty(files.Run("diff", "-q", "System.map", "changed").Exited(1).Output);
    }

    [Fact]
    public void JsonSaysTheSame()
    {
        using var files = KernelFiles.WithMap();
        files.Write("changed", Changed);
        JsonElement json = JsonDocument.Parse(files.Run("diff", "--json", "System.map", "changed").Exited(1).OutputBytes).RootElement;
        Assert.False(json.GetProperty("same").GetBoolean());
        Assert.Equal(["added", "removed", "grown", "retyped"], json.GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("kind").GetString()));
        JsonElement grown = json.GetProperty("differences")[2];
        Assert.Equal((0x40, 0x60), (grown.GetProperty("old").GetProperty("size").GetInt32(), grown.GetProperty("new").GetProperty("size").GetInt32()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("differences")[0].GetProperty("old").ValueKind);
    }
}
