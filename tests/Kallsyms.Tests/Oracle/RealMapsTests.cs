using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Oracle;

/// <summary>The tables of real kernels equal those of the kernel's own tool, with every set of options that its build can pass.</summary>
[RunsKallsyms]
public class RealMapsTests
{
    [Theory]
    [InlineData("s3c6400-6.1", "6.1")]
    [InlineData("x86_64-6.12", "6.12")]
    [InlineData("x86_64-7.2", "7.2")]
    public void EqualTheKernelsTable(string kernel, string release)
    {
        string map = Path.Combine(Repository.KernelInputs(kernel), "expected.System.map");
        Toolchain toolchain = kernel.StartsWith("s3c", StringComparison.Ordinal) ? new("arm-linux-gnueabi-", Is64: false) : Toolchain.X8664;
        Command.Require("gcc", toolchain.Prefix + "as");
        int compared = 0;
        foreach (string[] options in OracleRun.AllOptions(release))
        {
            using var scratch = new Scratch();
            var run = new OracleRun(release, options, toolchain, map);
            Command theirs = run.Theirs();
            Command ours = run.OurText(scratch);
            // Without --pc-relative, 7.0 cuts 64-bit addresses in half; kernels that have such never ask for it.
            if (theirs.Status != 0 || release == "7.2" && toolchain.Is64 && !options.Contains("--pc-relative"))
            {
                Assert.Contains("is out of range", ours.Exited(1).Error, StringComparison.Ordinal);
                continue;
            }
            AssembledTable[] both = toolchain.Assemble(scratch, "both", [theirs.OutputBytes, ours.Succeeded().OutputBytes]);
            both[0].AssertEquals(run.InProcess(scratch), $"library, {run.What}");
            compared++;
            both[0].AssertEquals(both[1], $"text, {run.What}");
            both[0].AssertEquals(run.OurObject(scratch, "ours.o"), $"object, {run.What}");
        }
        Assert.True(compared > 0, "every set of options was refused");
    }

    [Fact]
    public void SixtyFiveThousandSymbolsAndMoreEqualTheKernelsTable()
    {
        using var scratch = new Scratch();
        string map = scratch.Write("map", string.Concat(Enumerable.Range(0, 70_000).Select(
            i => $"{0xffffffff81000000 + (ulong)(i / 2 * 16):x16} {"tTdW"[i % 4]} {(i == 0 ? "_text" : $"sym_{i * 7919 % 70_001:x}_{i % 13}")}\n")));
        foreach (string release in (string[])["6.1", "6.12", "7.2"])
        {
            string[] options = release switch { "6.1" => ["--all-symbols", "--base-relative"], "7.2" => ["--all-symbols", "--pc-relative"], _ => ["--all-symbols"] };
            var run = new OracleRun(release, options, Toolchain.X8664, map);
            AssembledTable theirs = Toolchain.X8664.Assemble(scratch, "theirs", [run.Theirs().Succeeded().OutputBytes])[0];
            theirs.AssertEquals(run.OurObject(scratch, "ours.o"), run.What);
        }
    }
}
