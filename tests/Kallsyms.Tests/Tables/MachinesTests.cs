using Kallsyms.Elf;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Tables;

/// <summary>The table object links with the binutils of every machine, in every form, and the image says what its table says.</summary>
[RunsKallsyms]
public class MachinesTests
{
    // KernelRelease and the encodings that kernels of that era had.
    static readonly (string Layout, string[] Options)[] _forms =
    [
        ("linux-2.6.14", []), ("linux-2.6.24", []), ("linux-2.6.10", []), ("linux-4.6", []), ("linux-4.6", ["--base-relative"]), ("linux-4.20", []),
        ("linux-4.20", ["--base-relative"]), ("linux-5.4", ["--base-relative"]), ("linux-5.0", ["--base-relative"]), ("linux-6.1", []),
        ("linux-6.1", ["--base-relative"]), ("linux-6.2", ["--base-relative"]), ("linux-6.10", []), ("linux-6.4", []), ("linux-6.15", []),
        ("linux-7.0", ["--pc-relative"]),
    ];

    public static TheoryData<string> Machines => [.. CrossTools.All.Select(tools => tools.ToString())];

    [Theory]
    [MemberData(nameof(Machines))]
    public void EveryFormIsLinkedAndVerified(string name)
    {
        using MachineImage image = MachineImage.Assemble(CrossTools.Named(name));
        foreach ((string layout, string[] options) in _forms)
            AssertVerified(image, layout, options);
        if (!image.Is64)
            AssertVerified(image, "linux-7.0", []);
    }

    [Theory]
    [InlineData("linux-4.5")]
    [InlineData("linux-4.6")]
    [InlineData("linux-4.6", "--base-relative")]
    [InlineData("linux-5.4", "--base-relative")]
    [InlineData("linux-6.10", "--base-relative")]
    [InlineData("linux-6.4")]
    public void PerCpuSymbolsAreAbsolute(string layout, params string[] options)
    {
        using MachineImage image = MachineImage.Assemble(CrossTools.Named("x86_64-linux-gnu-"), percpu: true);
        string dump = AssertVerified(image, layout, ["--absolute-percpu", .. options]);
        Assert.Contains("0000000000000010 A current_task\n", dump, StringComparison.Ordinal);
    }

    // No binutils of this distribution know the machine; its linker of LLVM does.
    [Theory]
    [InlineData("linux-6.1", "--base-relative")]
    [InlineData("linux-6.4")]
    [InlineData("linux-6.15")]
    [InlineData("linux-7.0", "--pc-relative")]
    public void LoongArchIsLinkedByLld(string layout, params string[] options)
    {
        // EF_LOONGARCH_ABI_DOUBLE_FLOAT and EF_LOONGARCH_OBJABI_V1.
        var target = new ElfTarget(new(Is64: true, BigEndian: false), new(ElfType.Relocatable, ElfMachine.LoongArch, 0x43, 0, 0, 0), []);
        using MachineImage image = MachineImage.Write("ld.lld-19", target);
        AssertVerified(image, layout, options);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void TheTableObjectHasTheFlagsOfTheOthers(string name)
    {
        using MachineImage image = MachineImage.Assemble(CrossTools.Named(name));
        using var scratch = new Scratch();
        Command.Kallsyms(["gen", "--like", image.Object, "--object", scratch["table.o"], scratch.Write("map", "")]).Succeeded();
        using ElfFile theirs = ElfFile.Open(image.Object);
        using ElfFile ours = ElfFile.Open(scratch["table.o"]);
        Assert.Equal(theirs.Header, ours.Header);
    }

    static string AssertVerified(MachineImage image, string layout, string[] options)
    {
        string dump = "";
        foreach (string[] symbols in (string[][])[["--all-symbols"], []])
        {
            string linked = image.Link(["--layout", layout, .. options, .. symbols]);
            Command verify = Command.Kallsyms(["verify", "--layout", layout, linked]);
            Assert.True(verify.Status == 0, $"{layout} {string.Join(' ', options)} {string.Join(' ', symbols)}: {verify.Error}");
            Assert.Contains(symbols.Length == 0 ? "(text only)" : "symbols", verify.Output, StringComparison.Ordinal);
            dump = symbols.Length == 0 ? dump : Command.Kallsyms(["dump", linked]).Succeeded().Output;
        }
        Assert.Contains(" first\n", dump, StringComparison.Ordinal);
        Assert.Contains(" second\n", dump, StringComparison.Ordinal);
        return dump;
    }
}
