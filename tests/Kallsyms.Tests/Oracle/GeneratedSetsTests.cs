using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Oracle;

/// <summary>Tables of made-up symbols equal those of the kernel's own tool: bytes, labels and relocations.</summary>
[RunsKallsyms]
public class GeneratedSetsTests
{
    const int Batch = 50;

    // Enough for two thousand in all; make test-kernels takes more.
    static int SetsPerRelease { get; } = Environment.GetEnvironmentVariable("KALLSYMS_TEST_ALL") is null ? 800 : 8000;

    [Theory]
    [InlineData("6.1", 1_000_000)]
    [InlineData("6.12", 2_000_000)]
    [InlineData("7.2", 3_000_000)]
    public void EqualTheKernelsTable(string release, int firstSeed)
    {
        KernelTool.Kallsyms(release);
        Command.Require("gcc");
        int compared = 0;
        int refused = 0;
        Parallel.For(0, (SetsPerRelease + Batch - 1) / Batch, new() { MaxDegreeOfParallelism = 2 }, batch =>
        {
            // A batch shares one target: x86-64 most of the time.
            Toolchain toolchain = batch % 2 == 0 ? Toolchain.X8664 : Toolchain.Kinds[batch / 2 % Toolchain.Kinds.Length];
            (int equal, int no) = CompareBatch(release, toolchain, firstSeed + batch * Batch);
            Interlocked.Add(ref compared, equal);
            Interlocked.Add(ref refused, no);
        });
        // Sets that both refuse are worth a comparison too, but not many.
        Assert.True(compared >= SetsPerRelease * 2 / 3, $"{compared} compared, {refused} refused by both");
    }

    static (int Compared, int Refused) CompareBatch(string release, Toolchain toolchain, int firstSeed)
    {
        using var scratch = new Scratch();
        var runs = new List<(OracleRun Run, byte[] Theirs, byte[] Ours)>();
        string[][] options = OracleRun.AllOptions(release);
        for (int seed = firstSeed; seed < firstSeed + Batch; seed++)
        {
            string[] chosen = options[seed % options.Length];
            bool percpu = chosen.Contains("--absolute-percpu");
            SymbolSet set = SymbolSet.Make(seed, toolchain.Is64 && !IsDirect(release, chosen), percpu, dots: !chosen.Contains("--lto-clang"), LongestName(release));
            string map = scratch[$"{seed}.map"];
            File.WriteAllBytes(map, set.Map);
            var run = new OracleRun(release, chosen, toolchain, map);
            Command theirs = run.Theirs();
            Command ours = run.OurText(scratch);
            if (theirs.Status == 0)
                runs.Add((run, theirs.OutputBytes, ours.Succeeded().OutputBytes));
            else if (theirs.Error.Contains("out of range", StringComparison.Ordinal))
                Assert.Contains("is out of range", ours.Exited(1).Error, StringComparison.Ordinal);
            else
                AssertOnlyEmpty(theirs, ours);
        }
        AssembledTable[] expected = toolchain.Assemble(scratch, "theirs", [.. runs.Select(run => run.Theirs)]);
        AssembledTable[] text = toolchain.Assemble(scratch, "ours", [.. runs.Select(run => run.Ours)]);
        for (int i = 0; i < runs.Count; i++)
        {
            OracleRun run = runs[i].Run;
            expected[i].AssertEquals(text[i], $"text, {run.What}");
            expected[i].AssertEquals(run.OurObject(scratch, $"{i}.o"), $"object, {run.What}");
            expected[i].AssertEquals(run.InProcess(scratch), $"library, {run.What}");
        }
        return (runs.Count, Batch - runs.Count);
    }

    // An empty table is an error up to 6.10 only; ours is what later releases make of it.
    static void AssertOnlyEmpty(Command theirs, Command ours)
    {
        Assert.Contains("No valid symbol", theirs.Error, StringComparison.Ordinal);
        Assert.Contains("kallsyms_num_syms:\n\t.long\t0\n", ours.Succeeded().Output, StringComparison.Ordinal);
    }

    // With 511 bytes, 6.1 writes beyond the buffers in which it compares names, and its index by name comes out wrong.
    static int LongestName(string release) => release == "6.1" ? 510 : 511;

    static bool IsDirect(string release, string[] options) => release == "7.2" && !options.Contains("--pc-relative");
}
