using System.Globalization;
using System.Text;
using Kallsyms.Logs;
using Kallsyms.Lookup;
using Kallsyms.Tests.Logs;
using Xunit;

namespace Kallsyms.Tests.Lookup;

/// <summary>A list of very many symbols of one name is not gone through for each line that has the name.</summary>
public class NamesakesTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(Namesakes.MaxCount + 1, Namesakes.MaxCount)]
    public void SymbolsOfOneName_ComeByAddress_AndNoMoreThanKernelsHave(int count, int come)
    {
        LogKernel kernel = MadeKernel.Read("arm", more: Alike(count));
        var found = new List<ulong>();
        foreach (KernelSymbol symbol in kernel.Symbols.Named("alike"u8))
            found.Add(symbol.Address);
        Assert.Equal(come, found.Count);
        Assert.Equal(found.Order(), found);
        Assert.All(found, address => Assert.True(address >= 0xd0000000));
    }

    [Theory]
    [InlineData(3, 0x18, 0)] // the last of them has that size
    [InlineData(Namesakes.MaxCount + 2, 0x18, 1)] // behind those that are looked at: it neither confirms the kernel nor denies it
    [InlineData(Namesakes.MaxCount + 2, 0x10, 0)]
    public void ASizeThatOneOfManySymbolsMayHave_DeniesNothing(int count, int size, int unconfirmed)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"PC is at 0xc0009010\n alike+0x1/0x{size:x}\n");
        Annotated answer = Annotated.File(MadeKernel.Read("arm", more: Alike(count)), line);
        Assert.Empty(answer.Unnamed);
        Assert.Contains("schedule+0x10/0x100", answer.Text);
        Assert.Equal(unconfirmed, answer.Unconfirmed.Count);
    }

    // 0x10 bytes each, the last 0x18.
    static string Alike(int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{0xd0000000 + i * 0x10:x8} t alike\n");
        return text.Append(CultureInfo.InvariantCulture, $"{0xd0000000 + count * 0x10 + 8:x8} t behind\n").ToString();
    }
}
