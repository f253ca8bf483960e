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
    public void WhatIsNotComparedIsSaidToThoseWhoWantTheStatusAlone()
    {
        using var files = KernelFiles.WithMap();
        string[] code = [.. Enumerable.Range(0, 1200).Select(i => $"{0xffffffff81000000 + 16 * (ulong)i:x} t function_{i}\n")];
        code = [.. code, "ffffffff81004b00 T _etext\n"];
        string[] data = [.. Enumerable.Range(0, 200).Select(i => $"{0xffffffff82000000 + 16 * (ulong)i:x} d value_{i}\n")];
        files.Write("code", string.Concat(code));
        files.Write("both", string.Concat([.. code, .. data]));
        Assert.Contains("not compared: 200 symbols of data", files.Run("diff", "-q", "code", "both").Succeeded().Error);
    }

    [Fact]
    public void ASymbolThatGrewAndHasAnotherLetter_IsListedAsBoth()
    {
        using var files = KernelFiles.WithMap();
        files.Write("a", "ffffffff81000000 T f1\nffffffff81000100 t f2\nffffffff81000200 T f3\n");
        files.Write("b", "ffffffff81000000 T f1\nffffffff81000100 T f2\nffffffff81000300 T f3\n");
        using var json = JsonDocument.Parse(files.Run("diff", "--json", "a", "b").Exited(1).Output);
        Assert.Equal(
            ["grown", "retyped"],
            json.RootElement.GetProperty("differences").EnumerateArray().Select(symbol => symbol.GetProperty("kind").GetString()));
    }

    [Theory]
    [InlineData("ffffffff81000000 0000000000000019 T f\nffffffff81000020 0000000000000010 T g\n", "0000000000000019", "000000000000001f")]
    [InlineData("f T ffffffff81000000 19\ng T ffffffff81000020 10\n", " 19", " 1f")]
    [InlineData(
        "f|ffffffff81000000|   T  |              FUNC|0000000000000019|     |.text\n"
            + "g|ffffffff81000020|   T  |              FUNC|0000000000000010|     |.text\n", "0000000000000019", "000000000000001f")]
    [InlineData(
        "   1: ffffffff81000000    25 FUNC    GLOBAL DEFAULT    1 f\n   2: ffffffff81000020    16 FUNC    GLOBAL DEFAULT    1 g\n",
        "    25", "    31")]
    [InlineData(
        "ffffffff81000000 g     F .text\t0000000000000019 f\nffffffff81000020 g     F .text\t0000000000000010 g\n", "0000000000000019",
        "000000000000001f")]
    public void SizesThatBothListsState_AreCompared_AlsoWhereNothingMoved(string list, string size, string other)
    {
        using var files = KernelFiles.WithMap();
        files.Write("a", list);
        files.Write("b", list.Replace(size, other, StringComparison.Ordinal));
        using var json = JsonDocument.Parse(files.Run("diff", "--json", "a", "b").Exited(1).Output);
        JsonElement only = Assert.Single(json.RootElement.GetProperty("differences").EnumerateArray());
        Assert.Equal("f", only.GetProperty("name").GetString());
        Assert.Equal(6, only.GetProperty("growth").GetInt64());
        files.Run("diff", "a", "a").Succeeded();
        // A list that states none is compared by distances.
        files.Write("c", "ffffffff81000000 T f\nffffffff81000020 T g\n");
        files.Run("diff", "b", "c").Succeeded();
    }

    [Fact]
    public void DifferencesAreSortedByKind()
    {
        using var files = KernelFiles.WithMap();
        files.Write("changed", Changed);
        Command different = files.Run("diff", "System.map", "changed").Exited(1);
        Assert.Equal(
            """
            System.map -> changed

                      symbols        text        data       other       bytes
            added           1         +32           0           0         +32
            removed         1           0        -128           0        -128
            grown           1         +32           0           0         +32
            retyped         1           0           0           0           0
            net                       +64        -128           0         -64

            added    T newcomer 0x20
            removed  R linux_banner 0x80
            grown    T schedule 0x40 -> 0x60 (+32)
            retyped  t -> T helper 0x80

            """, different.Output);
        Assert.Empty(different.Error);
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

    const string Renumbered = """
        ffff800080000000 T _text
        ffff800080000100 t wait_task.isra.0
        ffff800080000300 t e843419@0b02_0000d7e7_408
        ffff800080000308 t next_task
        ffff800080000400 r CSWTCH.4036
        ffff800080000440 r CSWTCH.4037
        ffff800080000460 r __func__.12
        ffff800080000480 r __func__.13
        ffff8000800004a0 B _end

        """;

    [Fact]
    public void NumbersOfTheCompiler_AreNoDifference()
    {
        using var files = KernelFiles.WithMap();
        files.Write("old", Renumbered);
        files.Write("new", Renumbered.Replace("CSWTCH.40", "CSWTCH.41", StringComparison.Ordinal).Replace("__func__.1", "__func__.2", StringComparison.Ordinal)
            .Replace("0b02_0000d7e7_408", "01bb_000021d2_868", StringComparison.Ordinal).Replace("isra.0", "isra.1", StringComparison.Ordinal));
        Command same = files.Run("diff", "old", "new").Succeeded();
        Assert.Empty(same.Output);
        Assert.Equal("kallsyms: alike (not counted: 6 with another number in the name)\n", same.Error);
        JsonElement json = JsonDocument.Parse(files.Run("diff", "--json", "old", "new").Succeeded().OutputBytes).RootElement;
        Assert.True(json.GetProperty("same").GetBoolean());
        Assert.Equal(6, json.GetProperty("renumbered").GetInt32());
    }

    [Fact]
    public void AMapAndTheRunningKernel_AreAlike_ButForWhatOneOfThemCannotHave()
    {
        using var files = KernelFiles.WithMap();
        files.Write("map", """
            0000000000000000 D __per_cpu_start
            0000000000000000 D fixed_percpu_data
            0000000000000080 d runqueues
            0000000000001000 D __per_cpu_end
            0000000000200000 A phys_alignment
            ffffffff81000000 T _text
            ffffffff81000040 T schedule
            ffffffff81000080 t __schedule_veneer
            ffffffff81000090 t helper
            ffffffff81000100 R kallsyms_names
            ffffffff81000180 R linux_banner
            ffffffff81000200 B _end

            """);
        files.Write("running", """
            0000000000000000 A __per_cpu_start
            0000000000000000 A fixed_percpu_data
            0000000000000080 A runqueues
            0000000000001000 A __per_cpu_end
            ffffffff9a000000 T _text
            ffffffff9a000040 T schedule
            ffffffff9a000090 t helper
            ffffffff9a000180 R linux_banner
            ffffffff9a000200 B _end
            ffffffffc0000000 t ext4_read	[ext4]
            ffffffffc0000040 t ext4_write	[ext4]

            """);
        Assert.Equal(
            """
            kallsyms: not compared: 2 symbols of modules, which only one side lists
            kallsyms: not compared: 3 names that the kernel's filters drop, and one side has none of
            kallsyms: alike

            """, files.Run("diff", "map", "running").Succeeded().Error);
    }

    [Fact]
    public void AStubThatOneSideLists_IsNoGrowthOfTheFunctionBeforeIt()
    {
        using var files = KernelFiles.WithMap();
        files.Write("before", "c0009000 T start_kernel\nc0009100 t f9\nc0009200 T schedule\nc000a000 T _etext\n");
        files.Write("after", "c0009000 T start_kernel\nc0009100 t f9\nc0009200 t __f9_veneer\nc0009210 T schedule\nc000a010 T _etext\n");
        Assert.EndsWith("alike (not counted: 1 with other padding behind)\n", files.Run("diff", "before", "after").Succeeded().Error);
    }

    [Fact]
    public void FiltersAndTop_TakeTheLargestOfWhatIsAskedFor()
    {
        using var files = KernelFiles.WithMap();
        files.Write("changed", Changed);
        Command data = files.Run("diff", "-d", "System.map", "changed").Exited(1);
        Assert.Contains("removed  R linux_banner 0x80\n", data.Output);
        Assert.DoesNotContain("newcomer", data.Output);
        Assert.DoesNotContain("linux_banner", files.Run("diff", "-t", "System.map", "changed").Exited(1).Output);
        files.Write("longer", Changed.Replace("T newcomer", "T newcomer\nffffffff81000130 T second", StringComparison.Ordinal));
        Command top = files.Run("diff", "--top", "1", "System.map", "longer").Exited(1);
        Assert.Contains("added    T newcomer 0x10\nand 1 more added\n", top.Output);
        files.Run("diff", "--top", "0", "System.map", "changed").Exited(2);
        files.Run("diff", "-d", "System.map", "System.map").Succeeded();
    }

    [Fact]
    public void ByPrefix_SumsUpWhatBelongsTogether()
    {
        using var files = KernelFiles.WithMap();
        files.Write("old", "0000000000001000 t tcp_a\n0000000000001010 t tcp_b\n0000000000001020 t __udp_a\n0000000000001030 t main\n0000000000001040 t last\n");
        files.Write("new", "0000000000001000 t tcp_a\n0000000000001020 t __tcp_c\n0000000000001060 t main\n0000000000001070 t last\n");
        Assert.EndsWith(
            """
                    added  removed    grown   shrunk  retyped       bytes
            tcp_        1        1        1        0        0         +64
            udp_        0        1        0        0        0         -16

            """, files.Run("diff", "--by", "prefix", "old", "new").Exited(1).Output);
        JsonElement groups = JsonDocument.Parse(files.Run("diff", "--by", "prefix", "--json", "old", "new").Exited(1).OutputBytes).RootElement.GetProperty("groups");
        Assert.Equal(["tcp_", "udp_"], groups.EnumerateArray().Select(group => group.GetProperty("name").GetString()));
        Assert.Equal(64, groups[0].GetProperty("totals").GetProperty("net").GetProperty("text").GetInt32());
    }

    [Fact]
    public void KernelsOfTwoMachines_AreCalledThat()
    {
        using var scratch = new Scratch();
        foreach (string machine in (string[])["arm64", "s390"])
            scratch.Write(machine, string.Concat(Enumerable.Range(0, 20).Select(i => $"{0x40000 + i * 16:x16} T {machine}_f{i}\n")));
        Assert.Contains("arm64 is a kernel for arm64 by its names, s390 for s390", Command.Kallsyms(["diff", "arm64", "s390"], scratch.Directory).Exited(1).Error, StringComparison.Ordinal);
    }
}
