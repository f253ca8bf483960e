using Kallsyms.Linking.Kbuild;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

/// <summary>A tree's script is started as make starts it.</summary>
public sealed class ScriptCommandTests : IDisposable
{
    readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("#!/bin/sh\n", true, "/bin/sh")]
    [InlineData("#!/bin/bash -eu\n", true, "/bin/bash", "-eu")]
    [InlineData("#! /usr/bin/env bash\n", true, "/usr/bin/env", "bash")]
    [InlineData("#!/bin/busybox sh\n", true, "/bin/busybox", "sh")]
    [InlineData("#!/usr/bin/env python3\n", false, "/usr/bin/env", "python3")]
    [InlineData("#!/usr/bin/perl -w -T\n", false, "/usr/bin/perl", "-w -T")]
    [InlineData("set -e\n", true, "sh")]
    [InlineData("", true, "sh")]
    public void WithoutAShellInTheRecipeTheFirstLineDecides(string text, bool isForShell, params string[] interpreter)
    {
        string script = _scratch.Write("link.sh", text);
        var command = ScriptCommand.Parse([script, "ld", "-m elf_x86_64"]);
        Assert.Equal([.. interpreter, script, "ld", "-m elf_x86_64"], command.Words);
        Assert.Equal(isForShell, command.IsForShell);
    }

    [Theory]
    [InlineData(true, "/bin/bash")]
    [InlineData(true, "sh", "-e")]
    [InlineData(false, "python3")]
    [InlineData(false, "/usr/bin/perl", "-w")]
    public void AnInterpreterInTheRecipeDecides(bool isForShell, params string[] interpreter)
    {
        var command = ScriptCommand.Parse([.. interpreter, "scripts/link-vmlinux.sh", "ld", "-m"]);
        Assert.Equal(interpreter, command.Interpreter);
        Assert.Equal("scripts/link-vmlinux.sh", command.Script);
        Assert.Equal(["ld", "-m"], command.Arguments);
        Assert.Equal(isForShell, command.IsForShell);
    }
}
