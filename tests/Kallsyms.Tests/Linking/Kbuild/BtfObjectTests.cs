using Kallsyms.Linking.Kbuild;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

/// <summary>What a build left behind is linked in again only where it cannot do harm.</summary>
public sealed class BtfObjectTests : IDisposable
{
    readonly LinkDirectory _here = new();

    public BtfObjectTests()
    {
        Command.Require("gcc", "objcopy");
        _here.Write("empty.c", "");
        _here.Run("gcc", "-c", "empty.c", "-o", "empty.o");
    }

    [Fact]
    public void AnObjectWithNothingButTypesIsFound()
    {
        BtfObject found = Assert.IsType<BtfObject>(BtfObject.Find(Make("types.o", "some types")));
        Assert.Equal("some types"u8, found.Data);
    }

    [Fact]
    public void ObjectsWithOtherTypesHaveOneForm() => Assert.True(
        BtfObject.Find(Make("one.o", "some types"))!.HasFormOf(BtfObject.Find(Make("other.o", "other types"))!));

    [Fact]
    public void AnObjectWhoseTypesAreAlignedOtherwiseHasAnotherForm() => Assert.False(
        BtfObject.Find(Make("one.o", "some types", "--set-section-alignment", ".BTF=16"))!.HasFormOf(BtfObject.Find(Make("other.o", "some types"))!));

    [Fact]
    public void AnObjectOfAnotherMachineHasAnotherForm()
    {
        string other = Make("other.o", "some types");
        byte[] bytes = File.ReadAllBytes(other);
        bytes[18] ^= 1; // e_machine
        File.WriteAllBytes(other, bytes);
        Assert.False(BtfObject.Find(Make("one.o", "some types"))!.HasFormOf(BtfObject.Find(other)!));
    }

    [Fact]
    public void AnObjectWithAnythingBesideTypesIsNone()
    {
        _here.Write("data", "some types");
        _here.Run("objcopy", "--add-section", ".BTF=data", "empty.o", "more.o");
        Assert.Null(BtfObject.Find(_here["more.o"]));
    }

    [Fact]
    public void WhatAKilledBuildLeftUnfinishedIsNone()
    {
        string types = Make("types.o", "some types");
        byte[] bytes = File.ReadAllBytes(types);
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(types, bytes[..length]);
            Assert.Null(BtfObject.Find(types));
        }
        File.Delete(types);
        Assert.Null(BtfObject.Find(types));
    }

    public void Dispose() => _here.Dispose();

    string Make(string name, string types, params string[] options)
    {
        _here.Write("data", types);
        _here.Run("objcopy", "--add-section", ".BTF=data", "--set-section-flags", ".BTF=alloc,readonly", "empty.o", "full.o");
        _here.Run("objcopy", ["--only-section=.BTF", "--strip-all", .. options, "full.o", name]);
        return _here[name];
    }
}
