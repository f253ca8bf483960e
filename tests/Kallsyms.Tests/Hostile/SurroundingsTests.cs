using System.Runtime.InteropServices;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>The same inputs give the same bytes, whatever surrounds the link.</summary>
[Trait("Set", "hostile")]
[Trait("Needs", "binary")]
[RunsKallsyms]
public class SurroundingsTests
{
    [Theory]
    [InlineData("DOTNET_PROCESSOR_COUNT=1")]
    [InlineData("DOTNET_PROCESSOR_COUNT=3")]
    [InlineData("DOTNET_PROCESSOR_COUNT=64")]
    [InlineData("-i")]
    [InlineData("LC_ALL=tr_TR.UTF-8")]
    [InlineData("LC_ALL=C")]
    [InlineData("LANG=de_DE.ISO-8859-1")]
    [InlineData("TZ=Pacific/Apia")]
    [InlineData("HOME=/nonexistent")]
    [InlineData("TMPDIR=/nonexistent")]
    public void TheEnvironmentChangesNothing(string environment)
    {
        using LinkDirectory directory = Start();
        string[] link = [ProgramUnderTest.Binary, "link", "-q", "--layout", "linux-7.0", "--compress", "best", "--map", "map", "--", "/usr/bin/ld", "many.o", "program.o", "-o", "out"];
        (byte[], byte[]) Made(string[] command)
        {
            Command.Run(command[0], command[1..], directory.Path).Succeeded();
            return (File.ReadAllBytes(directory["out"]), File.ReadAllBytes(directory["map"]));
        }
        (byte[] image, byte[] map) = Made(link);
        (byte[] otherImage, byte[] otherMap) = Made(["env", environment, .. link]);
        Assert.Equal(image, otherImage);
        Assert.Equal(map, otherMap);
    }

    [Fact]
    public void AFileSystemWithoutLeasesChangesNothing()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the filter of system calls is written for x86-64");
        using LinkDirectory directory = Start();
        directory.Run("gcc", LinkDirectory.Case("without-leases.c"), "-o", "without-leases");
        string[] link = [ProgramUnderTest.Executable, "link", "-q", "--layout", "linux-7.0", "--map", "map", "--", "ld", "many.o", "program.o", "-o", "out"];
        Command.Run(link[0], link[1..], directory.Path).Succeeded();
        (byte[] image, byte[] map) = (File.ReadAllBytes(directory["out"]), File.ReadAllBytes(directory["map"]));
        directory.Run(directory["without-leases"], link);
        Assert.Equal(image, File.ReadAllBytes(directory["out"]));
        Assert.Equal(map, File.ReadAllBytes(directory["map"]));
        Command doctor = Command.Run(directory["without-leases"], [ProgramUnderTest.Executable, "doctor"], directory.Path).Succeeded();
        Assert.Contains("its file system knows no leases", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void SourcesMayBeReadOnly()
    {
        using LinkDirectory directory = Start();
        Directory.CreateDirectory(directory["source"]);
        Directory.CreateDirectory(directory["build"]);
        File.Move(directory["program.o"], directory["source/program.o"]);
        directory.Run("chmod", "-R", "a-w,a+rX", "source");
        directory.Run("chmod", "777", "build", ".");
        string[] unprivileged = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];
        Command.Run(
            unprivileged[0], [.. unprivileged[1..], ProgramUnderTest.Binary, "link", "-q", "--", "ld", "../source/program.o", "-o", "out"], directory["build"]).Succeeded();
        directory.IsConsistent("build/out");
        // Whoever runs the tests must be able to remove it.
        directory.Run("chmod", "-R", "u+w", "source");
    }

    [Theory]
    [InlineData("many.o", "link", "-q", "--", "ld", "many.o", "program.o", "-o", "out")]
    [InlineData("map", "lookup", "map", "function_7_of_many")]
    [InlineData("out", "stat", "out")]
    [InlineData("map", "diff", "map", "map")]
    [InlineData("map", "explain", "map", "same")]
    [InlineData("map", "annotate", "map", "log")]
    [InlineData("log", "annotate", "map", "log")]
    [InlineData("out", "info", "out")]
    [InlineData("out", "verify", "--map", "map", "out")]
    public void AFileThatSomebodyHasLockedIsReadAllTheSame(string locked, params string[] arguments)
    {
        using LinkDirectory directory = Start();
        directory.Kallsyms("link", "-q", "--layout", "linux-7.0", "--map", "map", "--", "ld", "many.o", "program.o", "-o", "out").Succeeded();
        directory.Write("log", "a line\n");
        File.Copy(directory["map"], directory["same"]);
        directory.Run("flock", [locked, ProgramUnderTest.Binary, .. arguments]);
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("scripts/kallsyms", false)] // as some trees export it
    [InlineData("disabled", true)]
    public void WhatTheSwitchIsSetToWithoutMeaning_IsSaidInALine(string value, bool isSaid)
    {
        using LinkDirectory directory = new();
        directory.Environment["KALLSYMS"] = value;
        Command print = directory.Kallsyms("make", "--print").Succeeded();
        Assert.Contains("kbuild-link", print.Output, StringComparison.Ordinal);
        Assert.Equal(isSaid ? $"kallsyms: KALLSYMS={value} is neither on nor off; KALLSYMS=off leaves the link to the kernel's own script\n" : "", print.Error);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("OFF")]
    [InlineData("no")]
    [InlineData("0")]
    public void MakeRunsUnchangedWhereTheEnvironmentSaysSo(string value)
    {
        using LinkDirectory directory = new();
        directory.Environment["KALLSYMS"] = value;
        directory.Environment["MAKE"] = "echo";
        Assert.Equal("-j8 V=1 vmlinux\n", directory.Kallsyms("make", "-j8", "V=1", "vmlinux").Succeeded().Output);
        Assert.Equal("", directory.Kallsyms("make", "--print").Succeeded().Output);
        directory.Write("link-vmlinux.sh", "echo the script with $*\n");
        Assert.Equal("the script with ld a b\n", directory.Kallsyms("kbuild-link", "link-vmlinux.sh", "ld", "a", "b").Succeeded().Output);
    }

    static LinkDirectory Start()
    {
        LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Write("many.s", ".text\n" + string.Concat(Enumerable.Range(0, 4000).Select(i => $"function_{i * 7919 % 4000}_of_many:\n\tnop\n")));
        directory.Run("as", "many.s", "-o", "many.o");
        return directory;
    }
}
