using Kallsyms.Elf;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Images;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>elf: tools that read ELF files find the table's symbols in it.</summary>
[RunsKallsyms]
public class ElfCommandTests
{
    // What a listing shows depends on the machines that a tool knows; these are the machines' own.
    public static TheoryData<bool, bool, string, string> Targets() => new()
    {
        { true, false, "x86_64", "x86_64-linux-gnu-" },
        { false, false, "i386", "i686-linux-gnu-" },
        { true, false, "arm64", "aarch64-linux-gnu-" },
        { false, false, "arm", "arm-linux-gnueabi-" },
        { true, true, "s390", "s390x-linux-gnu-" },
        { false, true, "mips", "mips-linux-gnu-" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void NmListsTheTable(bool is64, bool bigEndian, string machine, string tools)
    {
        Command.Require(tools + "nm", tools + "readelf");
        using var files = KernelFiles.WithKernel(new SampleKernel { Release = KernelRelease.Parse("linux-6.1"), Format = new(is64, bigEndian) });
        files.Run("elf", "--machine", machine, "Image", "-o", "elf").Succeeded();
        string[] listed = Sorted(Command.Run(tools + "nm", ["-n", files["elf"]]).Succeeded().Output);
        // That of 32-bit MIPS extends the sign.
        Assert.Equal(Sorted(files.Listing), is64 ? listed : [.. listed.Select(line => line[(line.IndexOf(' ') - 8)..])]);
        Command readelf = Command.Run(tools + "readelf", ["-hlSsW", files["elf"]]).Succeeded();
        Assert.Empty(readelf.Error);
        Assert.DoesNotContain("Warning", readelf.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(AddressEncoding.PercpuAbsolute, "linux-6.12")]
    [InlineData(AddressEncoding.BaseRelative, "linux-6.12")]
    public void WhatTheToolsWroteOfAKernelAgreesWithIt(AddressEncoding encoding, string release)
    {
        using var files = KernelFiles.WithKernel(
            new SampleKernel { Release = KernelRelease.Parse(release), Encoding = encoding, ListsData = true });
        files.Run("elf", "--machine", "x86_64", "Image", "-o", "elf").Succeeded();
        files.Run("dump", "Image", "-o", "map").Succeeded();
        files.Run("verify", "elf").Succeeded();
        files.Run("verify", "--map", "map", "elf").Succeeded();
        files.Run("verify", "--map", "map", "Image").Succeeded();
        files.Run("explain", "map", "elf").Succeeded();
        files.Run("diff", "map", "elf").Succeeded();
    }

    [Fact]
    public void AMachineThatTheImageIsNotFor_IsRefused()
    {
        using var files = KernelFiles.WithKernel();
        Assert.Contains("is a 64-bit kernel, and --machine arm has none",
            files.Run("elf", "--machine", "arm", "Image", "-o", "elf").Exited(2).Error, StringComparison.Ordinal);
        files.Run("elf", "--machine", "x86_64", "Image", "-o", "elf").Succeeded();
        Assert.Contains("is an ELF file for x86_64; --machine mips is for flat images",
            files.Run("elf", "--machine", "mips", "elf", "-o", "other").Exited(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheKernelsBytesAreAtTheirAddresses()
    {
        using var files = KernelFiles.WithKernel();
        files.Run("elf", "--machine", "x86_64", "bzImage", "-o", "elf").Succeeded();
        using ElfFile elf = ElfFile.Open(files["elf"]);
        foreach (ulong at in (ulong[])[0, 0x1234, 0x18000])
            Assert.Equal(files.Image[(int)at..((int)at + 64)], elf.Source.Read(elf.OffsetOf(files.Kernel.Base + at)!.Value, 64));
    }

    [Fact]
    public void ObjdumpNamesTheFunctionsItDisassembles()
    {
        Command.Require("x86_64-linux-gnu-objdump");
        using var files = KernelFiles.WithKernel();
        files.Run("elf", "--machine", "x86_64", "Image", "-o", "elf").Succeeded();
        Assert.Contains("<schedule>:", Command.Run("x86_64-linux-gnu-objdump", ["-d", "--no-show-raw-insn", files["elf"]]).Succeeded().Output);
    }

    [Fact]
    public void GdbLoadsIt()
    {
        Command.Require("gdb");
        using var files = KernelFiles.WithKernel();
        files.Run("elf", "--machine", "x86_64", "Image", "-o", "elf").Succeeded();
        int index = Enumerable.Range(0, files.Kernel.Symbols.Count).First(i => files.Kernel.Symbols.NameText(i) == "schedule");
        Command gdb = Command.Run("gdb", ["-nx", "-batch", "-ex", $"info symbol 0x{files.Kernel.Symbols.Addresses[index] + 4:x}", files["elf"]]).Succeeded();
        Assert.Contains("schedule + 4 in section .text", gdb.Output);
    }

    [Fact]
    public void WrittenAgainItIsTheSame()
    {
        using var files = KernelFiles.WithKernel();
        files.Run("elf", "--machine", "x86_64", "Image", "-o", "one").Succeeded();
        files.Run("elf", "--machine", "x86_64", "bzImage", "-o", "two").Succeeded();
        Assert.Equal(File.ReadAllBytes(files["one"]), File.ReadAllBytes(files["two"]));
        Assert.Equal(files.Listing, files.Run("dump", "one").Succeeded().Output);
    }

    [Fact]
    public void AMachineThatNothingTellsIsAskedFor()
    {
        using var files = KernelFiles.WithKernel();
        Assert.Contains("--machine", files.Run("elf", "Image", "-o", "elf").Exited(1).Error);
    }

    static string[] Sorted(string listing) => [.. listing.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal)];
}
