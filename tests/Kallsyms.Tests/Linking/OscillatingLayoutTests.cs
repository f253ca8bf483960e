using System.Collections.Concurrent;
using Kallsyms.Diagnosis;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>
/// A layout in which one symbol is a member of the kernel's text only as long as the table is small (tests/cases/link/oscillating.lds):
/// the cause of "Inconsistent kallsyms data" that no number of passes cures.
/// </summary>
[RunsKallsyms]
public class OscillatingLayoutTests
{
    const string Layout = "linux-5.16";
    const int FirstDangerous = 3976;
    const int Dangerous = 3980;

    [Theory]
    [InlineData("ld.bfd", Dangerous)]
    [InlineData("ld.lld", Dangerous)]
    [InlineData("ld.bfd", FirstDangerous)]
    [InlineData("ld.lld", FirstDangerous)]
    public void TheNaiveLoopNeverConvergesForADangerousFill(string linker, int fill)
    {
        Command.Require(linker);
        using LinkDirectory directory = Start();
        Assert.Null(NaivePasses(directory, linker, fill));
        Assert.NotNull(NaivePasses(directory, linker, fill - 400));
    }

    [Theory]
    [InlineData("ld.bfd")]
    [InlineData("ld.lld")]
    public void EveryFillConverges(string linker)
    {
        Command.Require(linker);
        using LinkDirectory directory = Start();
        var failed = new ConcurrentDictionary<int, string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken };
        Parallel.For(0, 1024, options, number =>
        {
            int fill = number * 4;
            var command = LinkerCommandLine.Parse([linker, .. Arguments(directory, fill), "-o", directory[$"{fill}.out"]]);
            try
            {
                LinkOutcome outcome = KernelLink.Run(new(command, KernelRelease.Parse(Layout)) { TextOnly = true }, _ => { }, options.CancellationToken);
                if (outcome.Result != LinkResult.Published)
                    failed[fill] = outcome.Summary;
                File.Delete(directory[$"{fill}.out"]);
            }
            catch (KallsymsException e)
            {
                failed[fill] = e.Message;
            }
        });
        Assert.Empty(failed);
        directory.HasOnly("kernel.o");
    }

    [Theory]
    [InlineData("linux-6.12", true)]
    [InlineData("linux-7.0", false)]
    public void WhetherPerCpuSymbolsAreAbsoluteIsDecidedByTheReleaseToo(string layout, bool absolute)
    {
        Command.Require("ld.bfd");
        using LinkDirectory directory = Start();
        var command = LinkerCommandLine.Parse(
            ["ld.bfd", "--defsym=__per_cpu_start=0", "--defsym=__per_cpu_end=64", .. Arguments(directory, 0), "-o", directory["out"]]);
        LinkOutcome outcome = KernelLink.Run(new(command, KernelRelease.Parse(layout)), _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(absolute, SnapshotReader.FromPass(outcome.Passes[^1]).PercpuAbsolute);
    }

    static LinkDirectory Start() => new LinkDirectory().Assemble("oscillating.s", "kernel.o");

    static string[] Arguments(LinkDirectory directory, int fill) =>
        [$"--defsym=FILL={fill}", "-e", "first", "-T", LinkDirectory.Case("oscillating.lds"), directory["kernel.o"]];

    // Links with the table of the image before, until two images have the same symbols: what kernels do, without an end after three.
    static int? NaivePasses(LinkDirectory directory, string linker, int fill)
    {
        string[] table = [];
        byte[] before = [];
        for (int pass = 1; pass <= 8; pass++)
        {
            directory.Run(linker, [.. Arguments(directory, fill), .. table, "-o", "naive.out"]);
            byte[] symbols = directory.Run("nm", "-n", "naive.out").OutputBytes;
            if (symbols.AsSpan().SequenceEqual(before))
                return pass;
            before = symbols;
            File.WriteAllBytes(directory["naive.map"], symbols);
            directory.Kallsyms("gen", "--layout", Layout, "--like", "kernel.o", "--object", "naive.o", "naive.map").Succeeded();
            table = ["naive.o"];
        }
        return null;
    }
}
