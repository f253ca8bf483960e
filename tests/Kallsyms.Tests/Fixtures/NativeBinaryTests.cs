using Xunit;

namespace Kallsyms.Tests.Fixtures;

/// <summary>Tests cannot pass on a binary that is older than the sources.</summary>
public sealed class NativeBinaryTests : IDisposable
{
    readonly Scratch _scratch = new();

    public NativeBinaryTests()
    {
        Directory.CreateDirectory(_scratch["src/bin"]);
        File.Copy(Path.Combine(Repository.Root, "src/digest.sh"), _scratch["src/digest.sh"]);
        foreach (string name in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json", "src/a.cs", "src/b.cs"])
            _scratch.Write(name, name);
        SetBinary($"kallsyms 0.1.0, sources {Digest()}");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void ABinaryOfTheseSources_MayBeTested() => Assert.Null(Objection());

    [Theory]
    [InlineData("src/a.cs", "changed")]
    [InlineData("src/new.cs", "")]
    [InlineData("Directory.Build.props", "changed")]
    public void ABinaryOfOtherSources_IsRefused(string file, string contents)
    {
        _scratch.Write(file, contents);
        Assert.Contains("was built from other sources than those here", Objection(), StringComparison.Ordinal);
    }

    [Fact]
    public void ABinaryBuiltBeforeAFileWasRenamed_IsRefused()
    {
        File.Move(_scratch["src/b.cs"], _scratch["src/c.cs"]);
        Assert.Contains("run make", Objection(), StringComparison.Ordinal);
    }

    [Fact]
    public void ABinaryThatDoesNotTellItsSources_IsRefused()
    {
        SetBinary("kallsyms 0.1.0");
        Assert.Contains("run make", Objection(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatABuildLeavesBehind_ChangesNothing()
    {
        _scratch.Write("src/bin/a.dll", "");
        Assert.Null(Objection());
    }

    string? Objection() => NativeBinary.Objection(_scratch["kallsyms"], _scratch.Directory);

    string Digest() => Command.Run(_scratch["src/digest.sh"], []).Succeeded().Output.TrimEnd();

    void SetBinary(string version) => Command.Run("chmod", ["+x", _scratch.Write("kallsyms", $"#!/bin/sh\necho '{version}'\n")]).Succeeded();
}
