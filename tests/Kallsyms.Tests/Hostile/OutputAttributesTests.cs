using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>Outputs keep mode and owner; a linked one is what its linker would leave; image and map appear together or not at all.</summary>
[RunsKallsyms]
[Trait("Set", "hostile")]
public class OutputAttributesTests
{
    static readonly string[] _before =
    [
        ":", "echo x > out; chmod 600 out", ": > out; chmod 600 out", "echo x > out; chmod 444 out", "echo x > out; chmod 4755 out",
        "echo x > target; chmod 600 target; ln -s target out", ": > target; chmod 600 target; ln -s target out", "ln -s target out",
    ];

    public static TheoryData<string, string, string> LinkersAndOutputs()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (string linker in (string[])["ld.bfd", "ld.gold", "ld.lld", "mold"])
        {
            foreach (string before in _before)
                rows.Add(linker, before, "022");
            rows.Add(linker, ":", "077");
        }
        return rows;
    }

    [Theory]
    [MemberData(nameof(LinkersAndOutputs))]
    public void ALinkedOutputIsOfTheKindThatItsLinkerLeaves(string linker, string before, string umask)
    {
        Command.Require(linker);
        using LinkDirectory directory = Start();
        string bare = Left($"{linker} ../program.o -o out");
        string ours = Left($"'{ProgramUnderTest.Executable}' link -q -- {linker} ../program.o -o out");
        Assert.Equal(bare, ours);

        string Left(string link)
        {
            string script = $"rm -rf made; mkdir made; cd made; {before}; umask {umask}; {link} && stat -c '%n %F %a %u %g %h' *";
            return Command.Run("sh", ["-c", script], directory.Path).Succeeded().Output;
        }
    }

    [Theory]
    [InlineData("600", 0)]
    [InlineData("640", 65534)]
    public void AnExistingFileKeepsItsModeAndOwner(string mode, int owner)
    {
        Assert.SkipUnless(owner == 0 || Environment.IsPrivilegedProcess, "only root can give files away");
        using LinkDirectory directory = Start();
        directory.Link("--", "ld", "program.o", "-o", "out").Succeeded();
        foreach (string[] command in (string[][])[["dump", "out", "-o", "file"], ["link", "--layout", "linux-7.0", "--map", "file", "--", "ld", "program.o", "-o", "out"]])
        {
            directory.Write("file", "previous");
            directory.Run("chmod", mode, "file");
            if (owner != 0)
                directory.Run("chown", $"{owner}:{owner}", "file");
            directory.Kallsyms(command).Succeeded();
            string expected = owner == 0 ? mode : $"{mode} {owner} {owner}";
            Assert.Equal(expected, directory.Run("stat", "-c", owner == 0 ? "%a" : "%a %u %g", "file").Output.Trim());
            Assert.NotEqual("previous", File.ReadAllText(directory["file"]));
        }
    }

    [Fact]
    public void AReadOnlyFileIsNotReplaced()
    {
        using LinkDirectory directory = Start();
        directory.Link("--", "ld", "program.o", "-o", "out").Succeeded();
        directory.Write("file", "previous");
        directory.Run("chmod", "444", "file");
        foreach (string[] command in (string[][])[["dump", "out", "-o", "file"], ["link", "--layout", "linux-7.0", "--map", "file", "--", "ld", "program.o", "-o", "other"]])
        {
            Command refused = directory.Kallsyms(command).Exited(3);
            Assert.StartsWith("kallsyms: file: cannot be written: the file there is read-only", refused.Error, StringComparison.Ordinal);
            Assert.Equal("previous", File.ReadAllText(directory["file"]));
        }
        directory.HasOnly("program.o", "out", "file");
    }

    [Theory]
    [InlineData("map")]
    [InlineData("out")]
    public void ImageAndMapAppearTogetherOrNotAtAll(string fixedFile)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        using LinkDirectory directory = Start();
        directory.Write("out", "previous image");
        directory.Write("map", "previous map");
        Command mount = Command.Run("mount", ["--bind", fixedFile, fixedFile], directory.Path);
        Assert.SkipUnless(mount.Status == 0, $"cannot mount: {mount.Error}");
        try
        {
            directory.Link("--map", "map", "--", "ld", "program.o", "-o", "out").Exited(3);
            Assert.Equal("previous image", File.ReadAllText(directory["out"]));
            Assert.Equal("previous map", File.ReadAllText(directory["map"]));
            directory.HasOnly("program.o", "out", "map");
        }
        finally
        {
            directory.Run("umount", fixedFile);
        }
    }

    [Fact]
    public void AMapThatIsNewGoesAwayWhereTheImageCannotBeReplaced()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can mount");
        using LinkDirectory directory = Start();
        directory.Write("out", "previous image");
        Command mount = Command.Run("mount", ["--bind", "out", "out"], directory.Path);
        Assert.SkipUnless(mount.Status == 0, $"cannot mount: {mount.Error}");
        try
        {
            directory.Link("--map", "map", "--", "ld", "program.o", "-o", "out").Exited(3);
            directory.HasOnly("program.o", "out");
        }
        finally
        {
            directory.Run("umount", "out");
        }
    }

    static LinkDirectory Start() => new LinkDirectory().Assemble("program.s", "program.o");
}
