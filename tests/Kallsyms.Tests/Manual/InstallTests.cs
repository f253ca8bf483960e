using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Manual;

/// <summary>make install-files and make uninstall, with any file for the binary.</summary>
public sealed class InstallTests : IDisposable
{
    readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Install_PutsEveryPageInPlace_WithDateAndVersion()
    {
        Make("install-files");
        string manual = _scratch["root/usr/share/man/man1"];
        string[] pages = [.. Directory.GetFiles(Path.Combine(Repository.Root, "packaging/man")).Select(page => Path.GetFileName(page)).Order()];
        Assert.Equal(pages, Directory.GetFiles(manual).Select(page => Path.GetFileName(page)).Order());
        Assert.All(Directory.GetFiles(manual), page => Assert.Matches(" 1 2026-01-31 \"kallsyms 1[.]2[.]3\" ", File.ReadLines(page).First()));
        Assert.Equal("755\n", Command.Run("stat", ["-c", "%a", _scratch["root/usr/bin/kallsyms"]]).Output);
        Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Root, "packaging/completions/kallsyms.bash")),
            File.ReadAllText(_scratch["root/usr/share/bash-completion/completions/kallsyms"]));
    }

    [Fact]
    public void PkgConfig_FindsTheHeader_WhereverTheTreeIsPut()
    {
        Command.Require("pkg-config");
        Make("install-files");
        var search = new Dictionary<string, string> { ["PKG_CONFIG_LIBDIR"] = _scratch["root/usr/share/pkgconfig"] };
        Assert.Equal("1.2.3\n", Command.Run("pkg-config", ["--modversion", "kallsyms"], environment: search).Succeeded().Output);
        string flags = Command.Run("pkg-config", ["--cflags", "kallsyms"], environment: search).Succeeded().Output.Trim();
        Assert.StartsWith("-I", flags);
        Assert.True(File.Exists(Path.Combine(flags[2..], "kallsyms.h")), flags);
    }

    [Fact]
    public void Uninstall_RemovesWhatInstallPutThere_AndNothingElse()
    {
        Make("install-files");
        string other = _scratch.Write("root/usr/share/man/man1/other.1", "");
        Make("uninstall");
        Assert.Equal([other], Directory.GetFiles(_scratch["root"], "*", SearchOption.AllDirectories));
    }

    void Make(string target)
    {
        Command.Require("make");
        string any = _scratch.Write("THIRD-PARTY-NOTICES", "");
        Command.Run(
            "make", ["-s", target, $"BINARY={any}", $"NOTICES={any}", $"DESTDIR={_scratch["root"]}", "PREFIX=/usr", "VERSION=1.2.3", "DATE=2026-01-31"],
            Repository.Root).Succeeded();
    }
}
