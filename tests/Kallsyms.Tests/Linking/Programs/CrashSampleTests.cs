using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Programs;

/// <summary>samples/crash: programs that name their own calls when they crash, stripped as they are.</summary>
[RunsKallsyms]
public class CrashSampleTests
{
    [Theory]
    [InlineData("gcc")]
    [InlineData("clang")]
    [InlineData("musl-gcc")]
    public void StaticStrippedProgram_WhenItCrashes_NamesItsCalls(string compiler)
    {
        Command.Require("make", compiler);
        Assert.SkipUnless(OperatingSystem.IsLinux()
            && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
            "frames as of x86-64");
        using LinkDirectory directory = Copied();
        directory.Run("make", ["crash", $"CC={compiler}", .. Options]);
        Assert.Contains("no symbols", Command.Run("nm", [directory["crash"]]).Error, StringComparison.Ordinal);
        string[] lines = Names(Command.Run(directory["crash"], []).Exited(1).Error);
        Assert.Equal(["segmentation fault in", "read_field", "parse_record", "main"], lines);
    }

    [Fact]
    public void UncaughtException_NamesItsWay()
    {
        Command.Require("make", "g++");
        using LinkDirectory directory = Copied();
        directory.Run("make", ["throw", .. Options]);
        string[] lines = Names(Command.Run(directory["throw"], []).Exited(1).Error);
        Assert.Equal(["shop::order::price", "shop::checkout", "main"], lines[^3..]);
    }

    static string[] Options { get; } =
        [$"KALLSYMS={ProgramUnderTest.Executable}", "KALLSYMS_OPTIONS=-q", $"RUNTIME={Path.Combine(Repository.Root, "runtime")}"];

    static string[] Names(string trace) =>
        [.. trace.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split('+')[0])];

    static LinkDirectory Copied()
    {
        var directory = new LinkDirectory();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "crash")))
            File.Copy(file, directory[Path.GetFileName(file)]);
        return directory;
    }
}
