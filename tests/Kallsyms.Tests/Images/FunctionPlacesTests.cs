using System.Globalization;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Images.Finding;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Xunit;

namespace Kallsyms.Tests.Images;

public class FunctionPlacesTests
{
    [Theory]
    [InlineData("AArch64", 1, "1 of 2000 functions lie where no instruction can begin; the first is f7 at 0xffff80000000001d")]
    [InlineData("AArch64", 2, "1 of 2000 functions lie where no instruction can begin; the first is f7 at 0xffff80000000001e")]
    [InlineData("AArch64", 4, null)]
    [InlineData("Arm", 2, "1 of 2000 functions lie where no instruction can begin; the first is f7 at 0xffff80000000001e")]
    [InlineData("RiscV", 2, null)]
    [InlineData("RiscV", 1, "1 of 2000 functions lie where no instruction can begin; the first is f7 at 0xffff80000000001d")]
    [InlineData("X8664", 1, null)]
    [InlineData("None", 1, null)]
    public void AFunctionBetweenTwoInstructions_IsNoticed(string machine, int distance, string? expected) =>
        Assert.Equal(expected, FunctionPlaces.Objection(Enum.Parse<ElfMachine>(machine), Functions(2000, i => i == 7 ? distance : 0)));

    [Fact]
    public void ShortInstructionsOfAMachine_AreNoDamage() =>
        Assert.Null(FunctionPlaces.Objection(ElfMachine.Arm, Functions(2000, i => i % 3 == 0 ? 2 : 0)));

    [Fact]
    public void OfAFewFunctions_NothingIsConcluded() => Assert.Null(FunctionPlaces.Objection(ElfMachine.AArch64, Functions(100, i => i == 7 ? 1 : 0)));

    static SymbolList Functions(int count, Func<int, int> distance) => SymbolListFile.Read(new MemoryStream(Encoding.ASCII.GetBytes(string.Concat(
        Enumerable.Range(0, count).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{0xffff800000000000 + (ulong)(i * 4 + distance(i)):x16} T f{i}\n"))))), "list").Symbols;
}
