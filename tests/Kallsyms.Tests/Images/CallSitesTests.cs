using Kallsyms.Elf;
using Kallsyms.Images.Machines;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Calls as assemblers write them (objdump -d of kernels), right before the address.</summary>
public class CallSitesTests
{
    [Theory]
    [InlineData("x86_64", "e8 12 34 56 78", true)] // call
    [InlineData("x86_64", "ff d0", true)] // call *%rax
    [InlineData("x86_64", "41 ff d3", true)] // call *%r11
    [InlineData("x86_64", "ff 15 12 34 56 78", true)] // call *x(%rip)
    [InlineData("x86_64", "ff 50 18", true)] // call *0x18(%rax)
    [InlineData("x86_64", "48 89 e5 c3", false)]
    [InlineData("i386", "e8 12 34 56 78", true)]
    [InlineData("arm64", "12 34 00 94", true)] // bl
    [InlineData("arm64", "00 01 3f d6", true)] // blr x8
    [InlineData("arm64", "fd 7b bf a9", false)]
    [InlineData("arm", "12 34 00 eb", true)] // bl
    [InlineData("arm", "33 ff 2f e1", true)] // blx r3
    [InlineData("arm", "98 47", true)] // blx r3 of Thumb
    [InlineData("arm", "00 30 a0 e3", false)]
    [InlineData("riscv", "ef 00 40 01", true)] // jal
    [InlineData("riscv", "e7 80 05 00", true)] // jalr a1
    [InlineData("riscv", "82 97", true)] // c.jalr a5
    [InlineData("riscv", "13 01 01 fe", false)]
    [InlineData("s390", "c0 e5 00 00 12 34", true)] // brasl %r14
    [InlineData("s390", "0d e1", true)] // basr %r14,%r1
    [InlineData("s390", "b9 04 00 2b", false)]
    [InlineData("powerpc64", "01 34 12 48", true)] // bl
    [InlineData("powerpc64", "21 04 80 4e", true)] // bctrl
    [InlineData("powerpc64", "a6 02 08 7c", false)]
    [InlineData("powerpc", "48 12 34 01", true)]
    [InlineData("mips", "0c 10 12 34 00 00 00 00", true)] // jal, and what is done on the way
    [InlineData("mips", "09 f8 20 03 21 20 00 02", true)] // jalr t9
    [InlineData("mips", "af bf 00 1c 00 00 00 00", false)]
    [InlineData("loongarch", "00 34 12 54", true)] // bl
    [InlineData("loongarch", "81 01 00 4c", true)] // jirl $ra, $t0, 0
    public void ACallIsRecognised(string machine, string bytes, bool isCall)
    {
        byte[] code = [.. new byte[8], .. Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal))];
        ElfMachine number = MachineTable.Rows.Single(row => row.Name == machine).Number;
        Assert.Equal(isCall, new CallSites(number, _ => code.AsMemory()[^8..]).EndAt(0x1000));
    }

    [Fact]
    public void WhereNoCodeIsAtHand_NothingIsKnown() => Assert.Null(new CallSites(ElfMachine.X8664, _ => default).EndAt(0x1000));
}
