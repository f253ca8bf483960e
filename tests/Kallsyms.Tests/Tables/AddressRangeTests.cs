using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Tables;

/// <summary>Addresses that an encoding cannot express are refused, and the message names the symbol that is out of place.</summary>
public class AddressRangeTests
{
    const string Kernel = """
        ffffffe000000000 T _text
        ffffffe000000100 T _stext
        ffffffe000200000 T _etext

        """;

    [Theory]
    [InlineData("linux-5.0", AddressEncoding.BaseRelative)]
    [InlineData("linux-6.10", AddressEncoding.BaseRelative)]
    [InlineData("linux-6.15", AddressEncoding.BaseRelative)]
    [InlineData("linux-7.0", AddressEncoding.PlaceRelative)]
    public void OneStrayLowSymbolIsNamedAndNotTheOthers(string layout, AddressEncoding encoding)
    {
        string message = Refused("0000000000001000 t stray\n" + Kernel, layout, encoding, textOnly: false);
        Assert.StartsWith("symbol stray at 0x0000000000001000 is out of range", message);
        Assert.Contains("the other 3 symbols at 0xffffffe000000000..0xffffffe000200000", message);
    }

    [Fact]
    public void OneStrayHighSymbolIsNamed() => Assert.StartsWith(
        "symbol far at 0xffffffffffff0000 is out of range",
        Refused(Kernel + "ffffffffffff0000 t far\n", "linux-6.10", AddressEncoding.BaseRelative, textOnly: false));

    [Fact]
    public void TheWindowIsWhatTheOthersLeave() => Assert.EndsWith(
        "base-relative addresses reach 0xffffffdf00200001..0xffffffe0ffffffff",
        Refused(Kernel + "ffffffffffff0000 t far\n", "linux-6.10", AddressEncoding.BaseRelative, textOnly: false));

    // relative_base was the lowest symbol that the tool read, in the table or not.
    [Fact]
    public void BeforeFiveSixASymbolOutsideOfTheTableCanBeTheStrayOne() => Assert.StartsWith(
        "symbol stray at 0x0000000000001000 is out of range",
        Refused("0000000000001000 t stray\n" + Kernel, "linux-5.4", AddressEncoding.BaseRelative, textOnly: true));

    [Fact]
    public void LaterASymbolOutsideOfTheTableDoesNotMatter() =>
        Build("0000000000001000 t stray\n" + Kernel, "linux-6.10", AddressEncoding.BaseRelative, textOnly: true);

    [Fact]
    public void PerCpuSymbolsReachTwoGibibytes() => Assert.Equal(
        "symbol big at 0x80000000 is out of range: per-cpu addresses reach 0x0..0x7fffffff",
        Refused("0000000000000000 D __per_cpu_start\n0000000080000000 d big\n0000000080000001 D __per_cpu_end\n" + Kernel,
            "linux-6.10", AddressEncoding.PercpuAbsolute, textOnly: false));

    [Fact]
    public void DirectAddressesReachFourGibibytes() => Assert.Equal(
        "symbol b at 0x100000000 is out of range: direct 32-bit addresses reach 0x0..0xffffffff; "
        + "64-bit kernels store place-relative ones (gen --pc-relative, link --encoding place-relative)",
        Refused("00000000ffffffff T a\n0000000100000000 T b\n", "linux-7.0", AddressEncoding.Direct, textOnly: false));

    [Theory]
    [InlineData(AddressEncoding.Absolute)]
    [InlineData(AddressEncoding.BaseRelative)]
    public void AnAddressOf33BitsIsNotOneOfA32BitMachine(AddressEncoding encoding) => Assert.Equal(
        "symbol b at 0x100007aa4 is out of range: this machine's addresses reach 0x0..0xffffffff",
        Refused("00008000 T a\n100007aa4 T b\n", "linux-6.10", encoding, textOnly: false, new(Is64: false, BigEndian: false)));

    [Theory]
    [InlineData(AddressEncoding.Absolute)]
    [InlineData(AddressEncoding.BaseRelative)]
    public void TheHighestAddressOfA32BitMachineIsOneOfIt(AddressEncoding encoding)
    {
        Table table = Build("00008000 T a\nffffffff T b\n", "linux-6.10", encoding, textOnly: false, new(Is64: false, BigEndian: false));
        Assert.Equal(0xffffffffUL, table.Symbols.List.Addresses[1]);
    }

    [Fact]
    public void OnlyTextAndOneSymbolFarFromItAreEnoughForAnError() => Assert.Contains(
        "is out of range",
        Refused("0000000000001000 A _text\n0000004000000000 T a\n", "linux-7.0", AddressEncoding.PlaceRelative, textOnly: false));

    static string Refused(string map, string layout, AddressEncoding encoding, bool textOnly, ElfFormat? format = null)
    {
        KallsymsException error = Assert.Throws<KallsymsException>(() => Build(map, layout, encoding, textOnly, format));
        Assert.Equal(ErrorKind.Negative, error.Kind);
        return error.Message;
    }

    static Table Build(string map, string layout, AddressEncoding encoding, bool textOnly, ElfFormat? format = null)
    {
        KernelRelease form = KernelRelease.Parse(layout);
        SymbolList list = SymbolLists.Read(map);
        TableSymbols entries = SymbolSelection.Table(list, form.Rules, textOnly, encoding == AddressEncoding.PercpuAbsolute);
        ElfFormat target = format ?? new(Is64: true, BigEndian: false);
        return Table.Build(
            entries, new(form, target, target.Is64 ? ElfMachine.X8664 : ElfMachine.Arm, encoding), names => Compression.Kernel.Compress(names, form.TableFormat));
    }
}
