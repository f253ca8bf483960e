using System.Buffers.Binary;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Machines;

/// <summary>A machine without a row is refused by its number, before anything is linked or written.</summary>
[RunsKallsyms]
public class UnknownMachineTests
{
    const ushort Hexagon = 164;

    [Fact]
    public void Link_ForAMachineWithoutARow_IsRefusedBeforeTheLinkerStarts()
    {
        using var scratch = new Scratch();
        string linker = scratch.Write("some-ld", $"#!/bin/sh\n: > {scratch["started"]}\n");
        Command.Run("chmod", ["+x", linker]).Succeeded();
        Command link = Command.Kallsyms(["link", "--layout", "linux-6.12", "--", linker, "-o", scratch["out"], Object(scratch)]).Exited(3);
        Assert.Contains("machine 164, 64 bits, is not supported", link.Error, StringComparison.Ordinal);
        Assert.Contains("known are ", link.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(scratch["started"]));
        Assert.False(File.Exists(scratch["out"]));
    }

    [Fact]
    public void Gen_OfAnObjectForAMachineWithoutARow_IsRefused()
    {
        using var scratch = new Scratch();
        Command gen = Command.Kallsyms(["gen", "--like", Object(scratch), "--object", scratch["table.o"], scratch.Write("map", "00001000 T _text\n")]).Exited(3);
        Assert.Contains("machine 164, 64 bits, is not supported", gen.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(scratch["table.o"]));
    }

    [Fact]
    public void Map_OfAnObjectForAMachineWithoutARow_IsPrinted()
    {
        using var scratch = new Scratch();
        Assert.Contains(" T main\n", Command.Kallsyms(["map", "--all", Object(scratch)]).Succeeded().Output, StringComparison.Ordinal);
    }

    static string Object(Scratch scratch)
    {
        Command.Require("x86_64-linux-gnu-as");
        Command.Run("x86_64-linux-gnu-as", ["-o", scratch["any.o"], scratch.Write("any.s", ".globl main\nmain: .long 0\n")]).Succeeded();
        byte[] bytes = File.ReadAllBytes(scratch["any.o"]);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), Hexagon);
        File.WriteAllBytes(scratch["any.o"], bytes);
        return scratch["any.o"];
    }
}
