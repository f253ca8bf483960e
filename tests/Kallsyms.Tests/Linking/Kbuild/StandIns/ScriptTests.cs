using Kallsyms.Files;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild.StandIns;

/// <summary>
/// Tests of scripts that kallsyms runs. Every script starts the program some ten times: they need the binary, being too slow where it is
/// compiled as it runs.
/// </summary>
public abstract class ScriptTests : IDisposable
{
    protected ScriptTests() => Command.Require("gcc", "ld", "nm", "sed");

    internal ScriptTree Tree { get; } = new();

    public void Dispose()
    {
        Tree.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The script makes the same files without kallsyms and with it, in so many links.</summary>
    protected void ExpectSame(string script, int links)
    {
        byte[][] plain = Tree.Plain(script, out int mode);
        Command run = Tree.Ours(script).Succeeded();
        Assert.Equal("", run.Error);
        Assert.Equal(plain, Tree.Results().Select(File.ReadAllBytes));
        Assert.Equal(mode, FileStatus.Of(Tree["vmlinux"])!.Value.Permissions);
        Assert.Equal(links, Tree.Links);
        Assert.Contains($"{links} link", run.Output);
        Assert.Empty(Tree.Left());
    }

    /// <summary>It makes the same files, by itself in the end, and one line says why.</summary>
    protected void ExpectOwnWay(string script, string reason)
    {
        byte[][] plain = Tree.Plain(script);
        Command run = Tree.Ours(script).Succeeded();
        Assert.Equal(plain, Tree.Results().Select(File.ReadAllBytes));
        Assert.StartsWith("kallsyms: scripts/link-vmlinux.sh runs unchanged: ", run.Error);
        Assert.Contains(reason, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(Tree.Left());
    }
}
