using System.Text;
using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>--demangle: where names are shown as they stand in the source, and where they are not.</summary>
[RunsKallsyms]
public class DemangleTests
{
    const string Rust = "_RNvNtC6kernel5print11call_printk";
    const string Map = $"""
        ffffffff81000000 T _text
        ffffffff81000010 t {Rust}
        ffffffff81000040 T _ZN3foo3barEPKc
        ffffffff81000080 T _Z9damage
        ffffffff81000100 T _etext

        """;

    [Theory]
    [InlineData("auto", "table", "ffffffff81000014 t kernel::print::call_printk+0x4/0x30\n")]
    [InlineData("always", "table", "ffffffff81000014 t kernel::print::call_printk+0x4/0x30\n")]
    [InlineData("never", "table", $"ffffffff81000014 t {Rust}+0x4/0x30\n")]
    [InlineData("auto", "kallsyms", $"ffffffff81000010 t {Rust}\n")]
    [InlineData("always", "kallsyms", "ffffffff81000010 t kernel::print::call_printk\n")]
    [InlineData("always", "gdb", $"set ${Rust} = (char *) 0xffffffff81000014\n")]
    public void LookupShowsThemToPeople(string choice, string format, string expected)
    {
        using KernelFiles files = Files();
        Assert.Equal(expected, files.Run("lookup", "--demangle", choice, "--format", format, "m", "ffffffff81000014").Succeeded().Output);
    }

    [Theory]
    [InlineData("kernel::print::call_printk", "ffffffff81000010 t kernel::print::call_printk+0x0/0x30\n")]
    [InlineData("kernel::print::call_printk+0x4", "ffffffff81000014 t kernel::print::call_printk+0x4/0x30\n")]
    [InlineData("foo::bar", "ffffffff81000040 T foo::bar(char const*)+0x0/0x40\n")]
    [InlineData("foo::bar(char const*)", "ffffffff81000040 T foo::bar(char const*)+0x0/0x40\n")]
    [InlineData("kernel::*", "ffffffff81000010 t kernel::print::call_printk+0x0/0x30\n")]
    public void LookupTakesNamesAsTheyStandInTheSource(string query, string expected)
    {
        using KernelFiles files = Files();
        Assert.Equal(expected, files.Run("lookup", "m", query).Succeeded().Output);
    }

    [Theory]
    [InlineData("foo::ba")]
    [InlineData("foo::bar(char")]
    [InlineData("print::call_printk")]
    public void APartOfANameIsNoName(string query)
    {
        using KernelFiles files = Files();
        files.Run("lookup", "m", query).Exited(1);
    }

    [Fact]
    public void LookupHasBothInJson()
    {
        using KernelFiles files = Files();
        using var json = JsonDocument.Parse(files.Run("lookup", "--json", "--demangle=never", "m", Rust, "_text").Succeeded().Output);
        JsonElement[] found = [.. json.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("matches")[0])];
        Assert.Equal((Rust, "kernel::print::call_printk"), (found[0].GetProperty("name").GetString(), found[0].GetProperty("demangled").GetString()));
        Assert.Equal(JsonValueKind.Null, found[1].GetProperty("demangled").ValueKind);
    }

    [Theory]
    [InlineData("auto", "[<ffffffff81000044>]", "[<foo::bar(char const*)+0x4/0x40>]")]
    [InlineData("never", "[<ffffffff81000044>]", "[<_ZN3foo3barEPKc+0x4/0x40>]")]
    [InlineData("auto", "[<ffffffff81000084>]", "[<_Z9damage+0x4/0x80>]")]
    public void AnnotateWritesThemIntoLogs(string choice, string line, string expected)
    {
        using KernelFiles files = Files();
        Command run = files.RunOn($" {line}\n", "annotate", "--kaslr=0", "--demangle", choice, "m");
        Assert.Equal($" {expected}\n", run.Succeeded().Output);
    }

    [Fact]
    public void DiffShowsThemAndHasBothInJson()
    {
        using KernelFiles files = Files();
        files.Write("n", Encoding.ASCII.GetBytes(Map.Replace($"ffffffff81000010 t {Rust}\n", "")));
        Assert.Contains("t kernel::print::call_printk 0x30\n", files.Run("diff", "m", "n").Exited(1).Output);
        Assert.Contains($"t {Rust} 0x30\n", files.Run("diff", "--demangle=never", "m", "n").Exited(1).Output);
        Assert.Contains("\"demangled\": \"kernel::print::call_printk\"", files.Run("diff", "--json", "m", "n").Exited(1).Output);
    }

    [Fact]
    public void ExplainShowsThemAndHasBothInJson()
    {
        using KernelFiles files = Files();
        files.Write("n", Encoding.ASCII.GetBytes(Map.Replace($"ffffffff81000010 t {Rust}\n", "")));
        Assert.Contains("- ffffffff81000010 t kernel::print::call_printk\n", files.Run("explain", "m", "n").Exited(1).Output);
        Assert.Contains($"- ffffffff81000010 t {Rust}\n", files.Run("explain", "--demangle=never", "m", "n").Exited(1).Output);
        Assert.Contains("first difference  kernel::print::call_printk\n", files.Run("explain", "m", "n").Output);
        Assert.DoesNotContain(Rust, files.Run("explain", "--html", "-", "m", "n").Output);
        Assert.Contains(Rust, files.Run("explain", "--demangle=never", "--html", "-", "m", "n").Output);
        Assert.Contains("\"demangled\": \"kernel::print::call_printk\"", files.Run("explain", "--json", "m", "n").Exited(1).Output);
    }

    static KernelFiles Files()
    {
        KernelFiles files = KernelFiles.WithMap();
        files.Write("m", Encoding.ASCII.GetBytes(Map));
        return files;
    }
}
