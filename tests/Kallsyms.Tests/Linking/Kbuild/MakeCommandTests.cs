using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

/// <summary>kallsyms make and kallsyms kbuild-link in a tree that only looks like a kernel's: what they start, and with which words.</summary>
[RunsKallsyms]
public sealed class MakeCommandTests : IDisposable
{
    const string Recipe = "$< \"$(LD)\"; true";

    readonly Scratch _scratch = new();

    public MakeCommandTests()
    {
        Directory.CreateDirectory(_scratch["scripts"]);
        Directory.CreateDirectory(_scratch["include/config"]);
        _scratch.Write("Kbuild", "");
        _scratch.Write("scripts/Makefile.build", "");
        _scratch.Write("scripts/Makefile.vmlinux", $"cmd_link_vmlinux = {Recipe}\n");
        _scratch.Write("include/config/auto.conf", "CONFIG_KALLSYMS=y\n");
        Script("make", "printf '<%s>\\n' \"$@\"");
        Script("scripts/link-vmlinux.sh", "printf '<%s>\\n' \"$@\"\nexit ${STATUS-0}");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void MakeGetsOneVariableAndAllItsArguments() => Assert.Equal(
        $"<cmd_link_vmlinux={ProgramUnderTest.Executable} kbuild-link {Recipe}>\n<-j8>\n<V=1>\n<--print>\n<O=a b>\n",
        Make("-j8", "V=1", "--print", "O=a b").Succeeded().Output);

    [Fact]
    public void OptionsInFrontAreOursAndGoIntoTheVariable() => Assert.Equal(
        $"<cmd_link_vmlinux={ProgramUnderTest.Executable} kbuild-link --mode=single --compress=best {Recipe}>\n<--mode=exact>\n",
        Make("--compress", "best", "--mode=single", "--", "--mode=exact").Succeeded().Output);

    [Fact]
    public void AnOptionThatChangesNothingDoesNotRelink() => Assert.Equal(Make().Succeeded().Output, Make("--mode", "exact", "--compress=kernel").Succeeded().Output);

    [Fact]
    public void ATreeWhoseRecipeIsNotKnownIsMadeUnchanged()
    {
        _scratch.Write("scripts/Makefile.vmlinux", "cmd_link_vmlinux = wrapper $<\n");
        Command made = Make("all").Succeeded();
        Assert.Equal("<all>\n", made.Output);
        Assert.Contains("make runs unchanged", made.Error);
        Assert.Single(made.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void OutsideOfATreeIsWrongUsage()
    {
        using var elsewhere = new Scratch();
        Command made = Command.Kallsyms(["make", "-j2"], elsewhere.Directory).Exited(2);
        Assert.Contains($"there is no kernel in {elsewhere.Directory}", made.Error);
    }

    [Fact]
    public void WhatPrintPrintsIsOneWordForTheShell()
    {
        string printed = Command.Kallsyms(["make", "--print"], _scratch.Directory).Succeeded().Output;
        Assert.DoesNotContain('\n', printed.TrimEnd());
        Assert.Equal($"cmd_link_vmlinux={ProgramUnderTest.Executable} kbuild-link {Recipe}", Command.Run("sh", ["-c", $"printf %s {printed}"]).Succeeded().Output);
    }

    [Fact]
    public void WithoutATreePrintGivesTheVariablesOfAllEras()
    {
        using var elsewhere = new Scratch();
        string[] printed = Command.Kallsyms(["make", "--print"], elsewhere.Directory).Succeeded().Output.TrimEnd().Split('\n');
        Assert.Equal(["'cmd_link_vmlinux", "'cmd_link-vmlinux"], printed.Select(line => line.Split('=')[0]));
    }

    [Fact]
    public void AnUnknownScriptRunsUnchangedAndOneLineSaysSo()
    {
        Command linked = Link("ld", "-m elf_x86_64", "--build-id=sha1").Succeeded();
        Assert.Equal("<ld>\n<-m elf_x86_64>\n<--build-id=sha1>\n", linked.Output);
        Assert.Matches(@"^kallsyms: scripts/link-vmlinux.sh runs unchanged: its main part \([0-9a-f]{16}\) is not known here, "
            + "and there is no object that tells the machine\n$", linked.Error);
    }

    [Fact]
    public void ItsExitStatusIsOurs() => Link(new Dictionary<string, string> { ["STATUS"] = "7" }, "ld").Exited(7);

    [Fact]
    public void AnUnknownScriptNeedsNoConfiguration()
    {
        Directory.Delete(_scratch["include"], recursive: true);
        Assert.Equal("<ld>\n", Link("ld").Succeeded().Output);
    }

    [Fact]
    public void AMissingScriptIsNamed()
    {
        File.Delete(_scratch["scripts/link-vmlinux.sh"]);
        Assert.Contains("scripts/link-vmlinux.sh", Link("ld").Exited(3).Error);
    }

    Command Make(params string[] arguments) => Command.Run(
        ProgramUnderTest.Executable, ["make", .. arguments], _scratch.Directory, environment: new Dictionary<string, string> { ["MAKE"] = _scratch["make"] });

    Command Link(params string[] arguments) => Link(new Dictionary<string, string>(), arguments);

    Command Link(Dictionary<string, string> environment, params string[] arguments) =>
        Command.Run(ProgramUnderTest.Executable, ["kbuild-link", "scripts/link-vmlinux.sh", .. arguments], _scratch.Directory, environment: environment);

    void Script(string name, string body) => Command.Run("chmod", ["+x", _scratch.Write(name, $"#!/bin/sh\n{body}\n")]).Succeeded();
}
