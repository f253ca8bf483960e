using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

/// <summary>Whole kernels, built from the distribution's sources: tests/kernels/kbuild.sh and types.sh --help say what is checked.</summary>
[RunsKallsyms]
[Trait("Needs", "binary")]
public class KernelBuildTests(ITestOutputHelper output)
{
    const int Minutes = 60;

    [Fact]
    public void TheQuickestKernelIsTheSameByMakeAndByKallsymsMake() => Check("x86_64-7.2-tiny");

    [Theory]
    [Trait("Needs", "kernels")]
    [InlineData("x86_64-5.10-tiny")]
    [InlineData("x86_64-6.12")]
    [InlineData("x86_64-6.12-llvm")]
    [InlineData("x86_64-6.12-lto")]
    [InlineData("x86_64-6.12-btf")]
    [InlineData("x86_64-7.2")]
    [InlineData("x86_64-7.3-tiny")]
    [InlineData("arm64-7.2")]
    [InlineData("arm-7.2")]
    [InlineData("arm-6.1")]
    [InlineData("um-6.12")]
    public void EveryKernelIsTheSameByMakeAndByKallsymsMake(string name) => Check(name);

    [Theory]
    [Trait("Needs", "kernels")]
    [InlineData("tiny-x86_64-6.12-btf")]
    [InlineData("tiny-x86_64-7.2-btf")]
    public void TypesAreThoseOfMakeWhateverChangedSinceTheLastBuild(string name) => Check(name, "types.sh");

    // What cannot be had (status 3: no source, no packages) skips the test; anything else is a failure.
    void Check(string name, string script = "kbuild.sh")
    {
        Command run = Command.Run(
            Path.Combine(Repository.Root, "tests/kernels", script), [name],
            environment: new Dictionary<string, string> { ["KALLSYMS"] = ProgramUnderTest.Binary }, bound: TimeSpan.FromMinutes(Minutes));
        output.WriteLine(run.Output);
        Assert.SkipWhen(run.Status == 3, run.Error);
        run.Succeeded();
    }
}
