using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Machines;

/// <summary>An image like a kernel's, of every machine, linked through kallsyms link.</summary>
[RunsKallsyms]
public class OneLinkTests
{
    // Kernels of these are linked at a fixed address, always.
    static readonly string[] _neverRelocatable = ["mips", "hppa"];

    public static TheoryData<string> Machines => AssembledObjectTests.Machines;

    [Theory]
    [MemberData(nameof(Machines))]
    public void Link_TakesOneLink_AndItsMapIsWhatNmPrints(string name)
    {
        CrossTools tools = CrossTools.Named(name);
        tools.Require();
        using KernelLikeObject kernel = KernelLikeObject.Assemble(tools);
        foreach (string layout in (string[])["linux-4.15", "linux-6.12", "linux-7.0"])
        {
            string image = kernel.Scratch["image"];
            string map = kernel.Scratch["image.map"];
            Command link = Command.Kallsyms(
                ["link", "--layout", layout, "--map", map, "--", tools.Ld, .. tools.Linker, "-e", "_text", "-T", kernel.ScriptFile, "-o", image, kernel.Object]).Succeeded();
            Assert.Contains(": 1 pass, ", link.Error + link.Output, StringComparison.Ordinal);
            Command.Kallsyms(["verify", "--layout", layout, image]).Succeeded();
            Command.Kallsyms(["verify", "--layout", layout, "--map", map, image]).Succeeded();

            // What nm lists and the kernel's filter leaves.
            string[] listed = Command.Run(tools.Nm, ["-n", image], environment: new Dictionary<string, string> { ["LC_ALL"] = "C" }).Succeeded().Output.Split('\n');
            string[] mapped = File.ReadAllLines(map);
            Assert.NotEmpty(mapped);
            Assert.Empty(mapped.Except(listed));
        }
    }

    public static TheoryData<string> Relocatable =>
        [.. CrossTools.All.Select(tools => tools.ToString()).Where(name => !_neverRelocatable.Any(name.StartsWith))];

    [Theory]
    [MemberData(nameof(Relocatable))]
    public void Link_OfAnImageThatCanBeLoadedAnywhere_TakesOneLink(string name)
    {
        CrossTools tools = CrossTools.Named(name);
        tools.Require();
        using KernelLikeObject kernel = KernelLikeObject.Assemble(tools);
        string[] link = [tools.Ld, .. tools.Linker, "-pie", "-z", "notext", "-e", "_text", "-T", kernel.ScriptFile, "-o", kernel.Scratch["image"], kernel.Object];
        Assert.SkipUnless(Command.Run(link[0], link[1..]).Status == 0, $"{tools.Ld} has no -pie -z notext");
        AssertOneLink(link, kernel.Scratch["image"]);
    }

    [Theory]
    [InlineData("powerpc64le-linux-gnu-", "powerpc64le-linux-gnu-ld", ".TOC.", "_savegpr0_29", "_restgpr0_30", "_savefpr_14", "_restvr_31")]
    [InlineData("powerpc64le-linux-gnu-", "ld.lld", ".TOC.", "_savegpr0_29")]
    [InlineData("powerpc64-linux-gnu-", "powerpc64-linux-gnu-ld", "_savegpr1_20", "_restfpr_18", "_savevr_20")]
    [InlineData("powerpc-linux-gnu-", "powerpc-linux-gnu-ld", "_GLOBAL_OFFSET_TABLE_")]
    [InlineData("x86_64-linux-gnu-", "x86_64-linux-gnu-ld", "_GLOBAL_OFFSET_TABLE_")]
    [InlineData("x86_64-linux-gnu-", "ld.lld", "_GLOBAL_OFFSET_TABLE_")]
    [InlineData("i686-linux-gnu-", "i686-linux-gnu-ld", "_GLOBAL_OFFSET_TABLE_")]
    [InlineData("aarch64-linux-gnu-", "aarch64-linux-gnu-ld", "_GLOBAL_OFFSET_TABLE_")]
    [InlineData("arm-linux-gnueabi-", "arm-linux-gnueabi-ld", "_GLOBAL_OFFSET_TABLE_")]
    [InlineData("sh4-linux-gnu-", "sh4-linux-gnu-ld", "_GLOBAL_OFFSET_TABLE_")]
    public void Link_WithSymbolsThatTheLinkerMakesWhenTheyAreWanted_TakesOneLink(string name, string linker, params string[] wanted)
    {
        CrossTools tools = CrossTools.Named(name);
        Command.Require(tools.As, linker);
        using KernelLikeObject kernel = KernelLikeObject.Assemble(tools, "\t.data\n\t.balign 8\n" + string.Concat(wanted.Select(symbol => $"\t.dc.a {symbol}\n")));
        string[] options = linker == tools.Ld ? tools.Linker : [];
        AssertOneLink(
            [linker, .. options, "-e", "_text", "-T", kernel.ScriptFile, "-o", kernel.Scratch["image"], kernel.Object], kernel.Scratch["image"], wanted);
    }

    [Theory]
    [InlineData("s390x-linux-gnu-", "lgrl %r1,_text@GOTENT")]
    [InlineData("aarch64-linux-gnu-", "adrp x0, :got:_text")]
    [InlineData("riscv64-linux-gnu-", ".option pic\n\tla a0, _text")]
    [InlineData("hppa-linux-gnu-", "addil LT'_text, %r19")]
    public void Link_WithRelocationsThatTakeAnOffsetTable_TakesOneLink(string name, string instruction)
    {
        CrossTools tools = CrossTools.Named(name);
        tools.Require();
        using KernelLikeObject kernel = KernelLikeObject.Assemble(tools, $"\t.text\n\t{instruction}\n");
        AssertOneLink(
            [tools.Ld, .. tools.Linker, "-e", "_text", "-T", kernel.ScriptFile, "-o", kernel.Scratch["image"], kernel.Object],
            kernel.Scratch["image"], "_GLOBAL_OFFSET_TABLE_");
    }

    static void AssertOneLink(string[] link, string image, params string[] listed)
    {
        Command linked = Command.Kallsyms(["link", "--layout", "linux-4.15", "--", .. link]).Succeeded();
        Assert.Contains(": 1 pass, ", linked.Error + linked.Output, StringComparison.Ordinal);
        string dump = Command.Kallsyms(["dump", image]).Succeeded().Output;
        foreach (string symbol in listed)
            Assert.Contains($" {symbol}\n", dump, StringComparison.Ordinal);
    }
}
