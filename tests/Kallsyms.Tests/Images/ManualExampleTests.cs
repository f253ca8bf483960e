using Kallsyms.Lookup;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>The example of docs/images.md compiles and does what it says.</summary>
public class ManualExampleTests
{
    [Fact]
    public void TheExampleOfTheManualIsThisOne()
    {
        string manual = File.ReadAllText(Path.Combine(Repository.Root, "docs/images.md"));
        string example = manual[(manual.IndexOf("```csharp\n", StringComparison.Ordinal) + 10)..];
        string[] lines = [.. example[..example.IndexOf("```", StringComparison.Ordinal)].Split('\n')
            .Where(line => line.Length > 0 && line != "using Kallsyms;")]; // which the tests' namespace is inside of
        string[] source = [.. File.ReadLines(Path.Combine(Repository.Root, "tests/Kallsyms.Tests/Images/ManualExampleTests.cs")).Select(line => line.Trim())];
        Assert.True(lines.Length > 5);
        Assert.All(lines, line => Assert.Contains(line.Trim().Replace("\"vmlinuz\"", "path"), source));
    }

    [Fact]
    public void ItPrintsWhatItSays()
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.12") };
        using var scratch = new Scratch();
        string path = scratch["vmlinuz"];
        File.WriteAllBytes(path, kernel.Build());
        var Console = new StringWriter();
        // From here on as in the manual.
        KernelSymbols symbols = KernelSymbols.Open(path);
        if (symbols.TryFind(0xffffffff8150f123, out KernelSymbol symbol, out ulong offset))
            Console.WriteLine($"{symbol.Name}+0x{offset:x}/0x{symbol.Size:x}");
        if (symbols.Find("schedule") is { } schedule)
            Console.WriteLine($"{schedule.Address:x16} {schedule.Type} {schedule.Name}");
        foreach (KernelSymbol each in symbols.Where(each => each.Type == 'T'))
            Console.WriteLine(each);
        string[] printed = Console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(" T schedule", printed[0]);
        Assert.Equal(symbols.Count(each => each.Type == 'T') + 1, printed.Length);
    }
}
