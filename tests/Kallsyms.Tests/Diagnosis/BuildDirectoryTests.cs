using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>What is made of the files that kernel builds leave behind.</summary>
[RunsKallsyms]
public class BuildDirectoryTests
{
    const string First = "ffffffff81000000 T _stext\nffffffff81000040 T start_kernel\nffffffff81800000 R kallsyms_names\nffffffff81900000 B _end\n";
    const string Second = "ffffffff81000000 T _stext\nffffffff81000040 T start_kernel\nffffffff81000080 t __start_kernel_veneer\nffffffff81800000 R kallsyms_names\nffffffff81900000 B _end\n";

    static readonly DateTime _start = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    [Theory]
    [InlineData(".tmp_vmlinux.kallsyms1.syms", ".tmp_vmlinux.kallsyms2.syms")]
    [InlineData(".tmp_vmlinux1.syms", ".tmp_vmlinux2.syms")]
    [InlineData(".tmp_map1", ".tmp_map2")]
    public void TheMapsOfTemporaryLinksOfEveryEraAreFound(string first, string second)
    {
        using var scratch = new Scratch();
        Write(scratch, first, First, 0);
        Write(scratch, second, Second, 1);
        JsonElement json = Explain(scratch, 1);
        Assert.Equal([first, second], Names(json));
        Assert.Equal("A", json.GetProperty("class").GetString());
    }

    [Fact]
    public void APipeAmongTheFilesIsRefusedAndNotWaitedFor()
    {
        using var scratch = new Scratch();
        Write(scratch, "System.map", First, 0);
        Command.Run("mkfifo", [scratch["vmlinux"]]).Succeeded();
        Assert.Contains("is no regular file", Command.Kallsyms(["explain", scratch.Directory]).Exited(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheFinalMapIsHeldAgainstTheLastTemporaryOne()
    {
        using var scratch = new Scratch();
        Write(scratch, ".tmp_System.map", First, 0);
        Write(scratch, "System.map", Second, 1);
        JsonElement json = Explain(scratch, 1);
        Assert.Equal([".tmp_System.map", "System.map"], Names(json));
        Assert.Equal("A", json.GetProperty("class").GetString());
    }

    [Fact]
    public void AnEmptyImage_IsCalledEmpty_AndItsMapIsNotBlamed()
    {
        using var scratch = new Scratch();
        Write(scratch, "vmlinux", "", 0);
        Write(scratch, "System.map", First, 1);
        JsonElement json = Explain(scratch, 1);
        Assert.Equal("I", json.GetProperty("class").GetString());
        Assert.Contains("vmlinux is empty", json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnImageWithoutSymbols_BesideOneList_IsMentioned()
    {
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["vmlinux"], [0x4d, 0x5a, .. new byte[100]]);
        Write(scratch, "System.map", First, 1);
        Assert.Contains("vmlinux is no ELF file with symbols", Command.Kallsyms(["explain", scratch.Directory]).Exited(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AListThatIsOlderThanTheImageItIsMadeOfIsStale()
    {
        using var scratch = new Scratch();
        Write(scratch, ".tmp_vmlinux1", First, 0);
        Write(scratch, ".tmp_vmlinux2", Second, 1);
        Write(scratch, ".tmp_System.map", First, -60);
        Write(scratch, "System.map", First, -60);
        JsonElement json = Explain(scratch, 1);
        Assert.Equal([".tmp_vmlinux1", ".tmp_vmlinux2"], Names(json));
        string[] stale = [.. json.GetProperty("files").EnumerateArray().Where(file => file.GetProperty("stale").ValueKind == JsonValueKind.String).Select(file => file.GetProperty("name").GetString()!)];
        Assert.Equal([".tmp_System.map", "System.map"], stale.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AMapThatIsOlderThanTheImageBesideItIsTheCause()
    {
        using var scratch = new Scratch();
        Write(scratch, "vmlinux", Second, 0);
        Write(scratch, "System.map", First, -60);
        JsonElement json = Explain(scratch, 1);
        Assert.Equal("I", json.GetProperty("class").GetString());
        Assert.Contains("older", json.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.map", "")]
    [InlineData(".tmp_vmlinux1", First)]
    public void AMissingOrEmptyMapIsTheCause(string name, string text)
    {
        using var scratch = new Scratch();
        Write(scratch, "vmlinux", First, 1);
        Write(scratch, name, text, name == "System.map" ? 2 : 0);
        Assert.Equal("I", Explain(scratch, 1).GetProperty("class").GetString());
    }

    [Fact]
    public void AnImageWithoutAnyOtherListIsNothingToCompare()
    {
        using var scratch = new Scratch();
        Write(scratch, "vmlinux", First, 0);
        Assert.Contains("only one list of symbols, vmlinux", Command.Kallsyms(["explain", scratch.Directory]).Exited(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInputThatIsNewerThanAnImageMadeOfItIsTheCause()
    {
        using var scratch = new Scratch();
        Write(scratch, ".tmp_vmlinux1", First, 0);
        Write(scratch, "vmlinux.o", "!", 5);
        Write(scratch, ".tmp_vmlinux2", Second, 9);
        JsonElement json = Explain(scratch, 1);
        Assert.Equal("I", json.GetProperty("class").GetString());
        Assert.Contains("vmlinux.o was written after .tmp_vmlinux1", json.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal("A", json.GetProperty("others")[0].GetProperty("class").GetString());
    }

    [Fact]
    public void ScriptOfAnyMachine_ThatIsNewerThanAnImage_IsTheCause()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["arch/loongarch/kernel"]);
        Write(scratch, ".tmp_vmlinux1", First, 0);
        Write(scratch, "arch/loongarch/kernel/vmlinux.lds", "!", 5);
        Write(scratch, ".tmp_vmlinux2", Second, 9);
        Assert.Contains("arch/loongarch/kernel/vmlinux.lds was written after .tmp_vmlinux1", Explain(scratch, 1).GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ABuildThatWentWellIsTheSame()
    {
        using var scratch = new Scratch();
        Write(scratch, "vmlinux.o", "!", -1);
        Write(scratch, "vmlinux", First, 0);
        Write(scratch, "System.map", First, 1);
        Assert.Equal("same", Explain(scratch, 0).GetProperty("class").GetString());
    }

    [Theory]
    [InlineData("vmlinux", null, -0.1)] // link --map publishes the map first
    [InlineData("vmlinux", null, -60)]
    [InlineData("vmlinux.unstripped", "vmlinux", -1)] // vmlinux is what is left of it
    public void AMapThatIsRightIsNotStaleHoweverOldItIs(string image, string? stripped, double mapSeconds)
    {
        using var scratch = new Scratch();
        Write(scratch, image, First, stripped is null ? 0 : -2);
        if (stripped is not null)
            Write(scratch, stripped, First, 0);
        Write(scratch, "System.map", First, mapSeconds);
        JsonElement json = Explain(scratch, 0);
        Assert.All(json.GetProperty("files").EnumerateArray(), file => Assert.Equal(JsonValueKind.Null, file.GetProperty("stale").ValueKind));
    }

    [Fact]
    public void ATemporaryImageOfABuildBeforeIsLeftOut()
    {
        using var scratch = new Scratch();
        Write(scratch, ".tmp_vmlinux1", First, -3200);
        Write(scratch, ".tmp_vmlinux2", Second, -3190);
        Write(scratch, "vmlinux.o", "!", -10);
        Write(scratch, "vmlinux", First, 0);
        Write(scratch, "System.map", First, 1);
        JsonElement json = Explain(scratch, 0);
        Assert.Equal(["vmlinux", "System.map"], Names(json));
        Assert.Equal(2, json.GetProperty("files").EnumerateArray().Count(file => file.GetProperty("stale").GetString() is { } stale && stale.Contains("left over", StringComparison.Ordinal)));
    }

    [Fact]
    public void ADirectoryWithoutABuildIsUnreadable()
    {
        using var scratch = new Scratch();
        Command.Kallsyms(["explain", scratch.Directory]).Exited(3);
    }

    static void Write(Scratch scratch, string name, string text, double seconds) => File.SetLastWriteTimeUtc(scratch.Write(name, text), _start.AddSeconds(seconds));

    static JsonElement Explain(Scratch scratch, int status) =>
        JsonDocument.Parse(Command.Kallsyms(["explain", "--json", scratch.Directory]).Exited(status).OutputBytes).RootElement;

    static string[] Names(JsonElement json) => [.. json.GetProperty("passes").EnumerateArray().Select(name => name.GetString()!)];
}
