using System.Text;
using Kallsyms.Btf;
using Kallsyms.Elf;
using Xunit;

namespace Kallsyms.Tests.Btf;

/// <summary>Layouts of structures are read from the type information that kernels carry.</summary>
public class BtfTypesTests
{
    // 1: int; 2: a structure without a name { int inner at 4 }; 3: outer { int first at 0, (2) at 8 }.
    static readonly byte[] _types =
    [
        .. Words(1, 1 << 24, 4, 32),
        .. Words(0, 4 << 24 | 1, 8), .. Words(5, 1, 32),
        .. Words(11, 4 << 24 | 2, 16), .. Words(17, 1, 0), .. Words(0, 2, 64),
    ];

    static readonly byte[] _strings = Encoding.ASCII.GetBytes("\0int\0inner\0outer\0first\0");

    internal static byte[] Info => Around(_types);

    [Fact]
    public void MembersOfNamelessStructuresAreFoundThroughTheOneAround()
    {
        BtfTypes types = Read(Info)!;
        Assert.Equal(0, types.OffsetOf("outer", "first"));
        Assert.Equal(12, types.OffsetOf("outer", "inner"));
        Assert.Null(types.OffsetOf("outer", "missing"));
        Assert.Equal(16, types.SizeOf("outer"));
        Assert.Null(types.SizeOf("int"));
    }

    // Before there was a flag for it, all values were signed.
    [Fact]
    public void ValuesOfEnumerationsAreSigned_WhereNoneSaysSo()
    {
        byte[] old = [.. Words(1, 6 << 24 | 1, 4), .. Words(5, 0xfffffffc)];
        Assert.Equal(-4, Read(Around(old))![1].Value(0).Value);
        Assert.True(Read(Around(old))![1].IsSigned);
        byte[] flagged = [.. Words(11, 1u << 31 | 6 << 24 | 1, 4), .. Words(5, 0xfffffffc)];
        BtfTypes types = Read(Around([.. old, .. flagged]))!;
        Assert.Equal(0xfffffffc, types[1].Value(0).Value);
        Assert.Equal(-4, types[2].Value(0).Value);
        byte[] wide = [.. Words(11, 19 << 24 | 1, 8), .. Words(5, 1, 0)];
        Assert.False(Read(Around([.. old, .. wide]))![1].IsSigned);
    }

    [Fact]
    public void ANameLongerThanAnyIsNone()
    {
        byte[] info = [0x9f, 0xeb, 1, 0, .. Words(24, 0, 12, 12, 5002), .. Words(1, 4 << 24, 8), 0, .. Enumerable.Repeat((byte)'n', 5000), 0];
        Assert.True(Read(info)![1].Name.IsEmpty);
    }

    [Fact]
    public void TypesThatReachBeyondTheEndAreNone() => Assert.Null(Read(Info[..^1]));

    [Fact]
    public void TypesThatReferToThemselvesOrNowhereAreVoid()
    {
        // 1: typedef of itself; 2: const of type 99.
        byte[] circle = [.. Words(1, 8 << 24, 1), .. Words(0, 10 << 24, 99)];
        BtfTypes types = Read(Around(circle))!;
        Assert.Equal(BtfKind.Void, types[1].Plain.Kind);
        Assert.Equal(BtfKind.Void, types[2].Plain.Kind);
        Assert.Equal(BtfKind.Void, types[-1].Kind);
    }

    static BtfTypes? Read(byte[] info) => BtfTypes.Read(
        (offset, length) => offset + length <= info.Length ? info.AsSpan((int)offset, (int)length).ToArray() : null, new ElfFormat(true, false));

    [Fact]
    public void StructuresThatHoldThemselvesManyTimesAreSearchedOnce()
    {
        const uint Members = 1000;
        byte[] types = [.. Words(11, 4 << 24 | Members, 8), .. Enumerable.Repeat(Words(0, 1, 0), (int)Members).SelectMany(member => member)];
        Assert.Null(Read(Around(types))!.OffsetOf("outer", "missing"));
    }

    static byte[] Around(byte[] types) =>
        [0x9f, 0xeb, 1, 0, .. Words(24, 0, (uint)types.Length, (uint)types.Length, (uint)_strings.Length), .. types, .. _strings];

    static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
