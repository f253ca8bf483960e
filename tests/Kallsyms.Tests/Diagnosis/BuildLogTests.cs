using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>What explain makes of the log of a build, and of a build that ended with its first list.</summary>
[RunsKallsyms]
public class BuildLogTests
{
    const string Steps = "  CC      init/version.o\n  LD      .tmp_vmlinux1\n  NM      .tmp_vmlinux1.syms\n  KSYMS   .tmp_vmlinux1.kallsyms.S\n";

    [Theory]
    [InlineData("kallsyms failure: relative symbol value 0xffffffe000000000 out of range in relative mode", "class J", "the lowest is to blame")]
    [InlineData("kallsyms failure: absolute symbol value 0x100007aa4 out of range in relative mode", "class J", "the lowest is to blame")]
    [InlineData("kallsyms failure: relative symbol value 0xa000000000040720 out of range", "class J", "kallsyms explain BUILD_DIR")]
    [InlineData("Symbol _RNvMs_NtCs1_4core3fmt too long for kallsyms (530 >= 512).", "class J", "KSYM_NAME_LEN")]
    [InlineData("kallsyms failure: unexpected huge symbol length", "class J", "too long for the table")]
    [InlineData("kallsyms failure: unexpected zero symbol length", "class I", "cut off")]
    [InlineData("No valid symbol.", "class I", "empty")]
    [InlineData("line format error", "class I", "nm failed")]
    [InlineData("cmp: EOF on .tmp_System.map", "class I", "kallsyms map vmlinux > System.map")]
    [InlineData("cmp: System.map: No such file or directory", "class I", "was not written")]
    [InlineData("ld: kernel/kallsyms.o: in function `f': kallsyms.c:(.text+0x1e): undefined reference to `kallsyms_offsets'", "class D", "another release")]
    [InlineData("ld.lld: error: undefined symbol: kallsyms_seqs_of_names", "class D", "another release")]
    [InlineData("ld.lld: error: k.c:(f): relocation R_RISCV_PCREL_HI20 out of range: -524416 is not in [-524288, 524287]; references kallsyms_num_syms", "class D", "weak")]
    [InlineData("kallsyms failure: unable to allocate required amount of memory", "no matter of symbols", "fewer jobs")]
    [InlineData("./scripts/link-vmlinux.sh: line 57: 4711 Killed                  ${ld} ${ldflags}", "no matter of symbols", "memory")]
    [InlineData("Failed to generate BTF for vmlinux", "no matter of symbols", "pahole")]
    [InlineData("Failed to sort kernel tables", "no matter of symbols", "sorttable")]
    [InlineData("vmlinux.o: in function `f': (.text+0x10): undefined reference to `some_driver_probe'", "no matter of symbols", "the linker")]
    public void TheLineThatSaysWhatFailed_GivesTheClass_AndWhatToDo(string line, string kind, string next)
    {
        // Also behind what CI services print, and far from the start.
        foreach (string before in (string[])[Steps, "", string.Concat(Enumerable.Repeat("2026-11-20T10:00:00Z   CC      kernel/fork.o\n", 2000))])
        {
            string said = Explained($"{before}{(before.Length > 1000 ? "2026-11-20T10:00:01Z " : "")}{line}\nmake[1]: *** [Makefile:1: vmlinux] Error 1\n");
            Assert.Contains("is the log of a kernel build: give the build directory", said, StringComparison.Ordinal);
            Assert.Contains($"Line {before.Count(c => c == '\n') + 1}, '", said, StringComparison.Ordinal);
            Assert.Contains($"is {kind}", said, StringComparison.Ordinal);
            Assert.Contains(next, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AMessageAlone_IsOfABuild() => Assert.Contains(
        "is class J", Explained("kallsyms failure: relative symbol value 0xffffffe000000000 out of range\n"), StringComparison.Ordinal);

    [Fact]
    public void WhatOnlyTheListsTell_AndWhatTheBuildDidNotFailOf_IsNotSaid()
    {
        string said = Explained(Steps + "Symbol f too long for kallsyms (530 >= 512).\nInconsistent kallsyms data\n");
        Assert.Contains("give the build directory", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Line ", said, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherTexts_AreNoLogsOfBuilds() => Assert.DoesNotContain(
        "class", Explained("Some words: undefined reference to `f'.\nline format error\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData(".tmp_vmlinux1.syms", false)]
    [InlineData(".tmp_vmlinux.kallsyms1.syms", true)]
    public void ABuildThatEndedWithItsFirstList_IsExplainedByIt(string name, bool byName)
    {
        using var scratch = new Scratch();
        scratch.Write(name, "0000000000000040 t efi_entry_stub\nffffffe000000000 T _stext\nffffffe000000040 T start_kernel\n"
            + "ffffffe000000080 T second\nffffffe000200000 B _end\n");
        Command result = Command.Kallsyms(["explain", "--json", byName ? scratch[name] : scratch.Directory]).Exited(1);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("J", json.GetProperty("class").GetString());
        Assert.Contains("efi_entry_stub at 0x0000000000000040", json.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    static string Explained(string log)
    {
        using var scratch = new Scratch();
        return Command.Kallsyms(["explain", scratch.Write("log", log)]).Exited(3).Error;
    }
}
