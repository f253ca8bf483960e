using System.Text;
using Kallsyms.Images.Finding;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Xunit;

namespace Kallsyms.Tests.Images;

public class CompanionNamesTests
{
    [Theory]
    [InlineData("__pfx_", 2000, "f7", "1 of 2000 names beginning with __pfx_ have no symbol of the rest of the name beside them; the first is __pfx_f7")]
    [InlineData("__ksymtab_", 2000, "f7", "1 of 2000 names beginning with __ksymtab_ have no symbol of the rest of the name beside them; the first is __ksymtab_f7")]
    [InlineData("__pfx_", 2000, "none of them", null)]
    [InlineData("__pfx_", 100, "f7", null)] // too few to conclude anything
    [InlineData("__other_", 2000, "f7", null)]
    public void ANameWithoutItsCompanion_IsNoticed(string prefix, int count, string changed, string? expected) =>
        Assert.Equal(expected, CompanionNames.Objection(Pairs(prefix, count, changed)));

    [Fact]
    public void ManyWithoutACompanion_AreAHabit() =>
        Assert.Null(CompanionNames.Objection(Pairs("__pfx_", 2000, [.. Enumerable.Range(0, 10).Select(i => $"f{i}")])));

    static SymbolList Pairs(string prefix, int count, params string[] changed) => SymbolListFile.Read(new MemoryStream(Encoding.ASCII.GetBytes(string.Concat(
        Enumerable.Range(0, count).Select(i => $"f{i}").Select((name, i) =>
            $"{0xffffffff81000000 + (ulong)i * 32:x} t {prefix}{name}\n{0xffffffff81000010 + (ulong)i * 32:x} t {(changed.Contains(name) ? "damaged" : name)}\n")))),
        "list").Symbols;
}
