using Kallsyms.Linking.Kbuild;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

public class LinkLineTests
{
    [Fact]
    public void TheOrderIsThatOfTheKernelsScript() => Assert.Equal(
        "ld.bfd -m elf_x86_64 -z noexecstack --build-id=sha1 --script=./arch/x86/kernel/vmlinux.lds -o vmlinux --whole-archive vmlinux.a "
        + ".vmlinux.export.o init/version-timestamp.o --no-whole-archive --start-group lib/lib.a arch/x86/lib/lib.a --end-group {kallsyms}",
        Final(LinkTraits.None));

    [Theory]
    [InlineData("LTO_CLANG", LinkTraits.None, true)]
    [InlineData("X86_KERNEL_IBT", LinkTraits.None, true)]
    [InlineData("KLP_BUILD", LinkTraits.None, false)]
    [InlineData("KLP_BUILD", LinkTraits.LivePatchBuild, true)]
    internal void WhereVmlinuxOIsLinkedNoLibraryIs(string option, LinkTraits traits, bool oneObject)
    {
        string line = Final(traits, option);
        Assert.Equal(oneObject, line.Contains("--whole-archive vmlinux.o ", StringComparison.Ordinal));
        Assert.Equal(oneObject, line.Contains("--start-group --end-group", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LinkTraits.ExportsWithModulesOnly, "", false)]
    [InlineData(LinkTraits.ExportsWithModulesOnly, "MODULES", true)]
    [InlineData(LinkTraits.None, "", true)]
    internal void ExportedSymbolsAreLinkedWhereTheScriptDoes(LinkTraits traits, string option, bool linked) =>
        Assert.Equal(linked, Final(traits, option).Contains(" .vmlinux.export.o ", StringComparison.Ordinal));

    [Theory]
    [InlineData(LinkTraits.BuiltinDeviceTrees, "GENERIC_BUILTIN_DTB", " vmlinux.a .builtin-dtbs.o .vmlinux.export.o ")]
    [InlineData(LinkTraits.ArchitectureObject, "ARCH_WANTS_PRE_LINK_VMLINUX", " {kallsyms} arch/x86/tools/vmlinux.arch.o")]
    [InlineData(LinkTraits.None, "VMLINUX_MAP", " --script=./arch/x86/kernel/vmlinux.lds -Map=vmlinux.map -o vmlinux ")]
    [InlineData(LinkTraits.OutputIsArgument, "", " -o vmlinux.unstripped ")]
    internal void TheConfigurationAddsItsWords(LinkTraits traits, string option, string words) => Assert.Contains(words, Final(traits, option));

    [Fact]
    public void TypeDataStandsBehindTheTable() => Assert.EndsWith(" {kallsyms} types.o", string.Join(' ', Line(LinkTraits.None, []).Final("types.o")));

    [Fact]
    public void TypeDataIsMadeFromALinkWithoutAMap()
    {
        IReadOnlyList<string> line = Line(LinkTraits.None, ["CONFIG_VMLINUX_MAP=y"]).ForBtf(".tmp_vmlinux1", "empty.o");
        Assert.DoesNotContain(line, word => word.Contains("-Map", StringComparison.Ordinal) || word.Contains("strip", StringComparison.Ordinal));
        Assert.Equal("empty.o", line[^1]);
    }

    [Fact]
    public void UserModeLinuxIsLinkedByTheCompiler()
    {
        IReadOnlyList<string> line = Line(LinkTraits.ExportsWithModulesOnly, [], ("SRCARCH", "um"), ("CC", "ccache gcc"), ("CFLAGS_vmlinux", "-static")).Final(null);
        Assert.Equal(["ccache", "gcc", "-static", "-Wl,--script=./arch/x86/kernel/vmlinux.lds"], line.Take(4));
        Assert.Equal(["-Wl,--end-group", "{kallsyms}", "-lutil", "-lrt", "-lpthread"], line.TakeLast(5));
    }

    [Theory]
    [InlineData(LinkTraits.None, 3, true)]
    [InlineData(LinkTraits.None, 2, false)]
    [InlineData(LinkTraits.OutputIsArgument, 3, false)]
    [InlineData(LinkTraits.OutputIsArgument, 4, true)]
    internal void ArgumentsOfAnotherEraAreNoticed(LinkTraits traits, int count, bool right) => Assert.Equal(
        right, new LinkLine(traits, KernelConfig.Parse(), Make(), [.. Enumerable.Repeat("ld", count)]).HasArguments);

    static string Final(LinkTraits traits, params string[] options) =>
        string.Join(' ', Line(traits, [.. options.Select(option => $"CONFIG_{option}=y")]).Final(null));

    static LinkLine Line(LinkTraits traits, string[] config, params (string Name, string Value)[] variables) => new(
        traits, KernelConfig.Parse(config), Make(variables), ["ld.bfd", "-m elf_x86_64  -z noexecstack", "--build-id=sha1 ", "vmlinux.unstripped"]);

    static KbuildVariables Make(params (string Name, string Value)[] variables)
    {
        var values = new Dictionary<string, string>
        {
            ["SRCARCH"] = "x86",
            ["KBUILD_LDS"] = "arch/x86/kernel/vmlinux.lds",
            ["KBUILD_VMLINUX_LIBS"] = " lib/lib.a arch/x86/lib/lib.a ",
        };
        foreach ((string name, string value) in variables)
            values[name] = value;
        return new(name => values.GetValueOrDefault(name));
    }
}
