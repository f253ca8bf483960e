using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>The release of ld.lld, from the program's own text where it holds one.</summary>
public sealed class LldReleaseTests : IDisposable
{
    readonly LinkDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void InstalledProgram_HoldsTheNumberThatItPrints()
    {
        Command.Require("ld.lld");
        string path = InstalledProgram.Find("ld.lld")!;
        int? number = LldRelease.InFile(path);
        Assert.NotNull(number);
        Assert.Contains($"LLD {number}.", InstalledProgram.Version(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\x7f" + "ELF, LLD 14.0.6 (compatible with GNU linkers)", 14)]
    [InlineData("\x7f" + "ELF, LLD 14.0.6, LLD 14.0.6", 14)]
    [InlineData("\x7f" + "ELF, LLD 14.0.6, LLD 15.0.1", null)] // which of the two?
    [InlineData("\x7f" + "ELF, LLD fourteen, LLD 14", null)]
    [InlineData("exec /opt/LLD 14.0.6/bin/lld", null)] // a script may start another
    public void OneNumberOfAProgram_Counts(string content, int? number)
    {
        _directory.Write("ld.lld", content);
        Assert.Equal(number, LldRelease.InFile(_directory["ld.lld"]));
    }

    [Fact]
    public void ScriptThatStartsALinker_IsAsked()
    {
        string script = _directory.Write("ld.lld", "#!/bin/sh\necho 'LLD 17.0.1 (compatible with GNU linkers)'\n");
        _directory.Run("chmod", "+x", script);
        Assert.Equal(17, LldRelease.Of(LinkerCommandLine.Parse([script, "-o", "out"])));
    }
}
