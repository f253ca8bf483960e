using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>lookup: addresses and names, with aliases, sizes and KASLR.</summary>
[RunsKallsyms]
public class LookupCommandTests
{
    [Theory]
    [InlineData("0xffffffff81000044", "ffffffff81000044 T schedule+0x4/0x40\n")]
    [InlineData("ffffffff81000044", "ffffffff81000044 T schedule+0x4/0x40\n")]
    [InlineData("ffffffff81000001", "ffffffff81000001 T _text+0x1/0x10\nffffffff81000001 T _stext+0x1/0x10\n")]
    [InlineData("[<ffffffff81000044>]", "ffffffff81000044 T schedule+0x4/0x40\n")]
    [InlineData("[<0xffffffff81000044>],", "ffffffff81000044 T schedule+0x4/0x40\n")]
    [InlineData("ffffffff81000044:", "ffffffff81000044 T schedule+0x4/0x40\n")]
    [InlineData("(ffffffff81000044)", "ffffffff81000044 T schedule+0x4/0x40\n")]
    [InlineData("schedule", "ffffffff81000040 T schedule+0x0/0x40\n")]
    [InlineData("helper", "ffffffff81000010 t helper+0x0/0x30  .text, between _stext and schedule\nffffffff81000080 t helper+0x0/0x80  .text, between schedule and linux_banner\n")]
    [InlineData("sched*", "ffffffff81000040 T schedule+0x0/0x40\n")]
    [InlineData("ffffffff81000020-ffffffff81000080", "ffffffff81000020 t helper+0x10/0x30\nffffffff81000040 T schedule+0x0/0x40\n")]
    [InlineData("helper+0x34", "ffffffff810000b4 t helper+0x34/0x80\n")]
    [InlineData("schedule+0x40/0x40", "ffffffff81000080 T schedule+0x40/0x40\n")]
    [InlineData("helper+0x4/0x30", "ffffffff81000014 t helper+0x4/0x30\n")]
    [InlineData("schedule+16", "ffffffff81000050 T schedule+0x10/0x40\n")]
    [InlineData("helper+16/48", "ffffffff81000020 t helper+0x10/0x30\n")]
    public void EachQueryGivesALineForEveryMatch(string query, string expected)
    {
        using var files = KernelFiles.WithMap();
        Assert.Equal(expected, files.Run("lookup", "System.map", query).Succeeded().Output);
        Assert.Equal(expected, files.RunOn($"{query}\n", "lookup", "System.map").Succeeded().Output);
    }

    [Theory]
    [InlineData("`schedule+0x10/0x40`")]
    [InlineData("'schedule+16'")]
    [InlineData("schedule + 0x10")]
    [InlineData("schedule+0x10/0x40,")]
    [InlineData("schedule+0x10/0x40)")]
    [InlineData("schedule+0x10/0x40 (P)")]
    [InlineData("schedule+0x10/0x40 [kernel]")]
    [InlineData("schedule+0x10 [kernel.kallsyms]")]
    [InlineData("<schedule+16>")]
    [InlineData("vmlinux!schedule+0x10")]
    [InlineData("vmlinux`schedule + 16")]
    [InlineData("? schedule+0x10/0x40")]
    [InlineData("=> schedule+0x10")]
    [InlineData("#3 schedule+0x10")]
    [InlineData("[<ffffffff81000050>] ? schedule+0x10/0x40")]
    [InlineData("0xffffffff81000050 <schedule+16>:")]
    [InlineData("ffffffff81000050 (T) schedule+16")]
    [InlineData("ffffffff`81000050")]
    [InlineData("`ffffffff81000050`")]
    [InlineData("ffffffff81000040+0x10")]
    [InlineData("0xffffffff81000040+16")]
    public void WhatWasCopied_IsWhatIsMeant(string query)
    {
        using var files = KernelFiles.WithMap();
        Assert.Equal("ffffffff81000050 T schedule+0x10/0x40\n", files.Run("lookup", "System.map", query).Succeeded().Output);
    }

    [Theory]
    [InlineData("0xffffffff81000040..0xffffffff81000080")]
    [InlineData("ffffffff81000040 - ffffffff81000080")]
    public void ARangeIsWrittenInManyWays(string query)
    {
        using var files = KernelFiles.WithMap();
        Assert.Equal("ffffffff81000040 T schedule+0x0/0x40\n", files.Run("lookup", "System.map", query).Succeeded().Output);
    }

    [Theory]
    [InlineData("ffffffff81", "81000044", "ffffffff81000044 T schedule+0x4/0x40\n", "81000044 is looked up as ffffffff81000044")]
    [InlineData("81", "ffffffff81000044", "81000044 T schedule+0x4/0x40\n", "ffffffff81000044 is looked up as 81000044")]
    [InlineData("ffffffff81", "81000044-81000080", "ffffffff81000044 T schedule+0x4/0x40\n", "81000044 is looked up as ffffffff81000044")]
    public void AnAddressOfTheOtherWidth_IsTheSame_AndItIsSaid(string start, string query, string expected, string said)
    {
        using var files = KernelFiles.WithMap();
        files.Write("map", KernelFiles.Map.Replace("ffffffff81", start, StringComparison.Ordinal));
        Command found = files.Run("lookup", "map", query).Succeeded();
        Assert.Equal(expected, found.Output);
        Assert.Contains(said, found.Error, StringComparison.Ordinal);
        Assert.Empty(files.Run("lookup", "-q", "map", query).Succeeded().Error);
    }

    [Fact]
    public void AListOf32BitMips_WhichNmSignExtends_HasTheAddressesOfItsKernel()
    {
        using var files = KernelFiles.WithMap();
        files.Write("map", KernelFiles.Map.Replace(
            "T schedule\n", "T schedule\nffffffff81000070 t build_get_pgde32\n", StringComparison.Ordinal));
        Assert.Equal("81000044 T schedule+0x4/0x30\n", files.Run("lookup", "map", "81000044").Succeeded().Output);
        Assert.Contains("sign-extended", files.Run("lookup", "map", "schedule").Succeeded().Error, StringComparison.Ordinal);
        files.Write("log", "epc   : 81000044 0x81000044\n");
        Assert.Contains("epc   : schedule+0x4/0x30", files.Run("annotate", "map", "log").Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("nothing+0x4", "")]
    [InlineData("0xffffffff81000181", ": the symbols lie from 0xffffffff81000000 to 0xffffffff81000180; for an address of a running kernel, "
        + "which may have been moved (KASLR), say --kaslr, and for one of a module, give its /proc/kallsyms")]
    [InlineData("xfs:schedule", ": no symbols of modules were read; those of a running kernel are in its /proc/kallsyms, and in dumps of its memory")]
    [InlineData("schedule+0x40", ": schedule has 0x40 bytes here")]
    [InlineData("schedule+64", ": schedule has 0x40 bytes here")]
    [InlineData("helper+0x4/0x31", ": helper has 0x30 or 0x80 bytes here, not 0x31: another build?")]
    [InlineData("schedule+1b", ": '1b' is no offset: hexadecimal ones begin with 0x, others are decimal")]
    [InlineData("schedule+0x4/", ": '0x4/' is no offset: hexadecimal ones begin with 0x, others are decimal")]
    [InlineData("ffffffff81000080-ffffffff81000020", ": the range ends before it starts")]
    [InlineData("ffffffff81000090-ffffffff81000020", ": the range ends before it starts")]
    [InlineData("ffffffff81000090-ffffffff81000090", ": the range is empty: its end is not part of it")]
    [InlineData("1000", "")]
    [InlineData("^sched", ": for a regular expression, say --regex")]
    [InlineData("sched.*|vfs", ": for a regular expression, say --regex")]
    [InlineData("ffffffff81000080-ffffffff81000080", ": the range is empty: its end is not part of it")]
    public void WhatIsNotThereIsANegativeAnswer_ThatSaysWhy(string query, string reason)
    {
        using var files = KernelFiles.WithMap();
        Command missing = files.Run("lookup", "System.map", query, "schedule").Exited(1);
        Assert.Equal($"kallsyms: {query}: not found{reason}\n", missing.Error);
        Assert.Equal("ffffffff81000040 T schedule+0x0/0x40\n", missing.Output);
        Assert.Empty(files.Run("lookup", "-q", "System.map", query).Exited(1).Error);
    }

    [Theory]
    [InlineData("0x1000", "0000000000001000 A cpu_number+0x0/0x0\n")]
    [InlineData("_etext", "ffffffff81000040 T _etext+0x0/0x0\n")]
    [InlineData("__start_rodata", "ffffffff81000040 D __start_rodata+0x0/0x40\n")]
    public void AnOffsetIsAskedForWith0x_AndAnEndHasNoBytes(string query, string expected)
    {
        using var files = KernelFiles.WithMap();
        files.Write("map", "0000000000001000 A cpu_number\nffffffff81000000 T _text\nffffffff81000040 D __start_rodata\n"
            + "ffffffff81000040 T _etext\nffffffff81000080 d table\n");
        Assert.Equal(expected, files.Run("lookup", "map", query).Succeeded().Output);
        Assert.Contains("0x0 bytes", files.Run("lookup", "map", "_etext+0x10").Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOffsetIntoPerCpuDataIsNoAddress()
    {
        using var files = KernelFiles.WithMap();
        files.Write("map", "0000000000000000 D __per_cpu_start\n0000000000000000 D fixed_percpu_data\n0000000000001000 D cpu_number\n"
            + "0000000000002000 D __per_cpu_end\nffffffff81000000 T _text\nffffffff81000040 T schedule\nffffffff81000080 B _end\n");
        Command found = files.Run("lookup", "map", "0x14", "0x1008").Exited(1);
        Assert.Empty(found.Output);
        Assert.Equal(
            "kallsyms: 0x14: not found: no code or data lies at so low an address; as an offset into per-cpu data it is "
            + "fixed_percpu_data+0x14\nkallsyms: 0x1008: not found: no code or data lies at so low an address; as an offset into "
            + "per-cpu data it is cpu_number+0x8\n",
            found.Error);
    }

    [Theory]
    [InlineData("RIP: 0010:schedule+0x4/0x40", "ffffffff81000044 T schedule+0x4/0x40")]
    [InlineData("0010:schedule+0x4/0x40", "ffffffff81000044 T schedule+0x4/0x40")]
    [InlineData("pc : schedule+0x4/0x40", "ffffffff81000044 T schedule+0x4/0x40")]
    [InlineData("schedule+0x4/0x40 [xfs]", "ffffffffc0000044 t schedule+0x4/0x40 [xfs]\n")]
    [InlineData("s_next+0x4/0x20 [xfs 0123456789abcdef]", "ffffffffc0000084 t s_next+0x4/0x20 [xfs]\n")]
    [InlineData("s_next()", "ffffffffc0000080 t s_next+0x0/0x20 [xfs]\n")]
    [InlineData(" s_next ", "ffffffffc0000080 t s_next+0x0/0x20 [xfs]\n")]
    public void APlaceIsFoundAsALogOrASourceHasIt(string query, string expected)
    {
        using var files = KernelFiles.WithMap();
        files.Write("kallsyms", "ffffffff81000000 T _text\nffffffff81000040 T schedule\nffffffff81000080 T _end\n"
            + "ffffffffc0000040 t schedule\t[xfs]\nffffffffc0000080 t s_next\t[xfs]\nffffffffc00000a0 t s_last\t[xfs]\n");
        Assert.Contains(expected, files.Run("lookup", "kallsyms", query).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AWordWithoutEndIsRefusedAndALongNameIsNotRepeatedWhole()
    {
        using var files = KernelFiles.WithMap();
        Assert.Contains("a word has more than", files.RunOn(new string('x', 100_000), "lookup", "System.map").Exited(3).Error,
            StringComparison.Ordinal);
        Assert.True(files.Run("lookup", "System.map", new string('x', 10_000)).Exited(1).Error.Length < 400);
    }

    [Fact]
    public void AListIsNeitherProvedNorNot()
    {
        using var files = KernelFiles.WithKernel();
        files.Write("list", files.Listing);
        Assert.Equal(JsonValueKind.Null, Proved(files, "list"));
        Assert.Equal(JsonValueKind.True, Proved(files, "Image"));
    }

    static JsonValueKind Proved(KernelFiles files, string image) => JsonDocument.Parse(
        files.RunOn("", "lookup", "--json", image).Succeeded().OutputBytes).RootElement.GetProperty("proved").ValueKind;

    [Theory]
    [InlineData("0x19000000")]
    [InlineData("19000000")]
    [InlineData("schedule=0xffffffff9a000040")]
    public void MovedKernelsAreAskedForWhatRuns(string kaslr)
    {
        using var files = KernelFiles.WithMap();
        Assert.Equal("ffffffff9a000044 T schedule+0x4/0x40\n", files.Run("lookup", "--kaslr", kaslr, "System.map", "ffffffff9a000044").Succeeded().Output);
        Assert.Equal("ffffffff9a000040 T schedule+0x0/0x40\n", files.Run("lookup", "--kaslr", kaslr, "System.map", "schedule").Succeeded().Output);
        Assert.Equal("0000000000001000 A cpu_number+0x0/0x0\n", files.Run("lookup", "--kaslr", kaslr, "System.map", "cpu_number").Succeeded().Output);
    }

    [Theory]
    [InlineData("nonsense", 2)]
    [InlineData("nothing=0x1", 1)]
    [InlineData("helper=0x1", 1)]
    public void AnOffsetThatMakesNoSenseIsRefused(string kaslr, int status)
    {
        using var files = KernelFiles.WithMap();
        Assert.Contains("--kaslr", files.Run("lookup", "--kaslr", kaslr, "System.map", "schedule").Exited(status).Error);
    }

    [Fact]
    public void JsonHasAliasesAndSizes()
    {
        using var files = KernelFiles.WithMap();
        JsonElement json = JsonDocument.Parse(files.Run("lookup", "--json", "System.map", "ffffffff81000004", "nothing").Exited(1).OutputBytes).RootElement;
        JsonElement[] results = [.. json.GetProperty("results").EnumerateArray()];
        Assert.True(results[0].GetProperty("found").GetBoolean());
        JsonElement first = results[0].GetProperty("matches")[0];
        Assert.Equal(("_text", "T", "ffffffff81000004", 4, 16), (first.GetProperty("name").GetString(), first.GetProperty("type").GetString(),
            first.GetProperty("address").GetString(), first.GetProperty("offset").GetInt32(), first.GetProperty("size").GetInt32()));
        Assert.Equal("_stext", first.GetProperty("aliases")[0].GetString());
        Assert.False(results[1].GetProperty("found").GetBoolean());
    }

    [Theory]
    [InlineData("shedule", "shedule: not found; did you mean schedule?")]
    [InlineData("helpe", "did you mean helper?")]
    [InlineData("schedule.isra.0", "did you mean schedule?")]
    public void NamesNearAnUnknownOneAreSuggested(string query, string expected)
    {
        using var files = KernelFiles.WithMap();
        Assert.Contains(expected, files.Run("lookup", "System.map", query).Exited(1).Error);
    }

    [Theory]
    [InlineData("kallsyms", "ffffffff81000010 t helper\nffffffff81000080 t helper\n")]
    [InlineData("gdb", "set $helper = (char *) 0xffffffff81000010\nset $helper = (char *) 0xffffffff81000080\n")]
    [InlineData("r2", "f sym.helper 48 0xffffffff81000010\nf sym.helper 128 0xffffffff81000080\n")]
    public void OtherToolsTakeTheirOwnForms(string format, string expected)
    {
        using var files = KernelFiles.WithMap();
        Assert.Equal(expected, files.Run("lookup", "--format", format, "--regex", "System.map", "^h.lper$").Succeeded().Output);
    }

    [Fact]
    public void AWrongExpressionIsWrongUsage()
    {
        using var files = KernelFiles.WithMap();
        Assert.Contains("'h(' is not a regular expression", files.Run("lookup", "--regex", "System.map", "h(").Exited(2).Error);
    }

    [Fact]
    public void NamesAreLookedForInTheModuleThatIsSaid()
    {
        using var files = KernelFiles.WithMap();
        files.Write("live", KernelFiles.Map + "ffffffffc0000000 t s_next\t[ext4]\nffffffffc0000010 t s_next\t[xfs]\nffffffffc0000020 t last\t[xfs]\n");
        Assert.Equal("ffffffffc0000010 t s_next+0x0/0x10 [xfs]\n", files.Run("lookup", "live", "xfs:s_next").Succeeded().Output);
        Assert.Equal("ffffffffc0000014 t s_next+0x4/0x10 [xfs]\n", files.Run("lookup", "live", "xfs:s_next+0x4").Succeeded().Output);
        Assert.Equal("ffffffffc0000010 t s_next+0x0/0x10 [xfs]\n", files.Run("lookup", "live", "xfs:s_*").Succeeded().Output);
        Assert.Equal("ffffffff81000040 T schedule+0x0/0x40\n", files.Run("lookup", "live", "vmlinux:schedule").Succeeded().Output);
    }

    [Fact]
    public void ModulesAreNamed()
    {
        using var files = KernelFiles.WithMap();
        files.Write("live", KernelFiles.Map + "ffffffffc0000010 t late\t[drm]\nffffffffc0000000 t early\t[drm]\n");
        Assert.Equal("ffffffffc0000004 t early+0x4/0x10 [drm]\n", files.Run("lookup", "live", "ffffffffc0000004").Succeeded().Output);
    }

    [Fact]
    public void AnImageAnswersLikeItsListing()
    {
        using var files = KernelFiles.WithKernel();
        files.Write("list", files.Listing);
        string names = string.Join('\n', files.Listing.Split('\n').Where((_, i) => i % 40 == 0).Select(line => line.Split(' ')[^1]));
        Assert.Equal(files.RunOn(names, "lookup", "list").Succeeded().Output, files.RunOn(names, "lookup", "bzImage").Succeeded().Output);
    }

    [Fact]
    public void HiddenAddressesAreSaidToBeHidden()
    {
        using var files = KernelFiles.WithMap();
        files.Write("hidden", "0000000000000000 T _text\n0000000000000000 T schedule\n");
        Assert.Contains("kptr_restrict", files.Run("lookup", "hidden", "schedule").Exited(3).Error);
    }
}
