using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>
/// Incidents made by real linkers from small inputs (tests/cases/incidents): what the kernel's own procedure comes to, what the verdict
/// on its passes is, and that <c>kallsyms link</c> does it.
/// </summary>
[RunsKallsyms]
public class IncidentGalleryTests
{
    // scripts/link-vmlinux.sh makes two temporary links, or three, and compares the last with the final one.
    const int KernelLinks = 4;
    const int ManyLinks = 9;

    [Theory]
    [InlineData("arm-linux-gnueabi-ld", "linux-3.18", "_veneer")]
    [InlineData("ld.lld", "linux-5.10", "Thunk_")]
    public void StubsThatBegetStubsOutlastTheKernelsLinks(string linker, string layout, string stub)
    {
        using LinkDirectory directory = Assemble("veneers.s", "arm-linux-gnueabi-");
        Command.Require(linker);
        string[] link = [linker, "--defsym=DISTANCE=33553640", "-e", "caller", "-T", Case("veneers.lds"), "kernel.o"];
        string[] images = NaivePasses(directory, layout, link, all: true, "arm-linux-gnueabi-nm");
        Assert.InRange(images.Length, KernelLinks + 2, ManyLinks);

        JsonElement verdict = Explain(directory, images[..KernelLinks]);
        Assert.Equal("A", verdict.GetProperty("class").GetString());
        Assert.Equal("help", verdict.GetProperty("morePasses").GetString());
        Assert.Contains(stub, verdict.GetProperty("symbols")[0].GetString(), StringComparison.Ordinal);
        Converges(directory, layout, link, "all");
    }

    [Fact]
    public void PaddingThatComesAndGoesSwapsTheLabelsAroundIt()
    {
        using LinkDirectory directory = Assemble("padding.s");
        Command.Require("ld.bfd");
        string[] link = ["ld.bfd", "--defsym=FILL=56", "-e", "first", "-T", Case("padding.lds"), "kernel.o"];
        string[] images = NaivePasses(directory, "linux-5.10", link, all: true);
        Assert.Equal(3, images.Length);

        JsonElement verdict = Explain(directory, images[..2]);
        Assert.Equal("B", verdict.GetProperty("class").GetString());
        Assert.Contains("padding between _edata and __bss_start vanished", verdict.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal("same", Explain(directory, images[1..]).GetProperty("class").GetString());
        Converges(directory, "linux-5.10", link, "all");
    }

    [Fact]
    public void CallsThatTheTablePushesApartAreRelaxedNoMore()
    {
        using LinkDirectory directory = Assemble("relax.s", "riscv64-linux-gnu-");
        string[] link = ["riscv64-linux-gnu-ld", "--defsym=DISTANCE=1047600", "-e", "caller0", "-T", Case("relax.lds"), "kernel.o"];
        string[] images = NaivePasses(directory, "linux-6.1", link, all: true, "riscv64-linux-gnu-nm");
        JsonElement verdict = Explain(directory, images[..2]);
        Assert.Equal("K", verdict.GetProperty("class").GetString());
        Assert.Equal("proven", verdict.GetProperty("confidence").GetString());
        Assert.Equal("caller1", verdict.GetProperty("firstSymbol").GetString());
        Converges(directory, "linux-6.1", link, "all");
    }

    [Theory]
    [InlineData("ld.bfd")]
    [InlineData("ld.lld")]
    public void AMemberAtTheEdgeOfARangeOscillates(string linker)
    {
        Command.Require(linker);
        using LinkDirectory directory = new LinkDirectory().Assemble("oscillating.s", "kernel.o");
        string[] link = [linker, "--defsym=FILL=3980", "-e", "first", "-T", LinkDirectory.Case("oscillating.lds"), "kernel.o"];
        string[] images = NaivePasses(directory, "linux-5.16", link, all: false);
        Assert.Equal(ManyLinks, images.Length);

        JsonElement verdict = Explain(directory, images[..KernelLinks]);
        Assert.Equal("E", verdict.GetProperty("class").GetString());
        Assert.Equal("proven", verdict.GetProperty("confidence").GetString());
        Assert.Equal(["__stop_notes"], verdict.GetProperty("symbols").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal("oscillate", verdict.GetProperty("morePasses").GetString());
        Assert.Equal(2, verdict.GetProperty("period").GetInt32());
        // Two passes alone do not show that they will go on like that.
        Assert.NotEqual("proven", Explain(directory, images[2..4]).GetProperty("confidence").GetString());
        Converges(directory, "linux-5.16", link, "text");
    }

    [Fact]
    public void AFinalLinkThatKeepsMoreLabelsIsAcceptedWhereBothListsLeaveThemOut()
    {
        using LinkDirectory directory = Assemble("padding.s", options: "-L");
        Command.Require("ld.bfd");
        string[] link = ["ld.bfd", "--defsym=FILL=0", "-e", "first", "-T", Case("padding.lds"), "kernel.o", "-o"];
        directory.Run(link[0], [.. link[1..], "measured", "-X"]);
        directory.Run(link[0], [.. link[1..], "final"]);
        Assert.NotEqual(directory.Run("nm", "-n", "measured").Output, directory.Run("nm", "-n", "final").Output);

        JsonElement verdict = Explain(directory, ["measured", "final"]);
        Assert.Equal("L", verdict.GetProperty("class").GetString());
        Assert.Equal("not-needed", verdict.GetProperty("morePasses").GetString());
        Assert.Equal([".Llabel"], verdict.GetProperty("symbols").EnumerateArray().Select(name => name.GetString()!));
    }

    [Fact]
    public void ASectionThatIsGeneratedBetweenPassesIsNamed()
    {
        using LinkDirectory directory = Assemble("padding.s");
        Command.Require("ld.bfd");
        string[] link = ["ld.bfd", "--defsym=FILL=0", "-e", "first", "-T", Case("generated.lds"), "kernel.o", "btf.o", "-o"];
        directory.Run("as", "--defsym", "SIZE=16", Case("generated.s"), "-o", "btf.o");
        directory.Run(link[0], [.. link[1..], "before"]);
        directory.Run("as", "--defsym", "SIZE=4000", Case("generated.s"), "-o", "btf.o");
        directory.Run(link[0], [.. link[1..], "after"]);
        JsonElement verdict = Explain(directory, ["before", "after"]);
        Assert.Equal("H", verdict.GetProperty("class").GetString());
        Assert.Equal("__stop_BTF", verdict.GetProperty("firstSymbol").GetString());
    }

    static string Case(string name) => Path.Combine(IncidentCase.Root, name);

    static LinkDirectory Assemble(string source, string tools = "", params string[] options)
    {
        Command.Require(tools + "as");
        var directory = new LinkDirectory();
        directory.Run(tools + "as", [.. options, Case(source), "-o", "kernel.o"]);
        return directory;
    }

    // Links with the table of the image before, beginning with that of no symbols, until two images have the same ones.
    static string[] NaivePasses(LinkDirectory directory, string layout, string[] link, bool all, string nm = "nm")
    {
        var images = new List<string>();
        string before = directory.Write("0.map", "");
        while (images.Count < ManyLinks)
        {
            directory.Kallsyms(["gen", "--layout", layout, "--like", "kernel.o", .. all ? ["--all-symbols"] : Array.Empty<string>(), "--object", "table.o", before]).Succeeded();
            string image = $"vmlinux{images.Count + 1}";
            directory.Run(link[0], [.. link[1..], "table.o", "-o", image]);
            images.Add(image);
            string map = directory.Write($"{images.Count}.map", directory.Run(nm, "-n", image).Output);
            if (images.Count > 1 && File.ReadAllText(map) == File.ReadAllText(before))
                break;
            before = map;
        }
        return [.. images];
    }

    static JsonElement Explain(LinkDirectory directory, string[] images)
    {
        Command command = directory.Kallsyms(["explain", "--json", .. images]);
        Assert.InRange(command.Status, 0, 1);
        return JsonDocument.Parse(command.OutputBytes).RootElement;
    }

    static void Converges(LinkDirectory directory, string layout, string[] link, string symbols)
    {
        directory.Link(["--layout", layout, "--symbols", symbols, "--", .. link, "-o", "out"]).Succeeded();
        directory.Kallsyms("verify", "--layout", layout, "out").Succeeded();
    }
}
