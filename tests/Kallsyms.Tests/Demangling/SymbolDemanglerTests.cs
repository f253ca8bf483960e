using Kallsyms.Demangling;
using Xunit;

namespace Kallsyms.Tests.Demangling;

/// <summary>Names as they stand in the source: each scheme by examples, and names that nobody's compiler made.</summary>
public class SymbolDemanglerTests
{
    [Theory]
    [InlineData("_Z1fv", "f()")]
    [InlineData("_ZN3foo3barEi", "foo::bar(int)")]
    [InlineData("_ZNK3foo3barEPKcz", "foo::bar(char const*, ...) const")]
    [InlineData("_Z4callIiJidEET_PFS0_DpT0_ES2_", "int call<int, int, double>(int (*)(int, double), int, double)")]
    [InlineData("_ZNSsC1Ev", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >::basic_string()")]
    [InlineData("_ZGTtN3foo3barEv", "transaction clone for foo::bar()")]
    [InlineData("_ZGTnN3foo3barEv", "non-transaction clone for foo::bar()")]
    [InlineData("_ZTV3foo", "vtable for foo")]
    [InlineData("_ZThn16_N3foo3barEv", "non-virtual thunk to foo::bar()")]
    [InlineData("_ZN12_GLOBAL__N_11fEv", "(anonymous namespace)::f()")]
    [InlineData("_ZZ1fvE1x_0", "f()::x")]
    [InlineData("_ZN1aIXadL_Z1fvEEE1bEv", "a<&f()>::b()")]
    [InlineData("_Z1fIRiEvOT_", "void f<int&>(int&)")]
    [InlineData("_ZN1acvT_IiEEv", "a::operator int<int>()")]
    [InlineData("_Z1fv.cold", "f() (.cold)")]
    public void NamesOfCxx(string name, string expected) => Assert.Equal(expected, SymbolDemangler.Demangle(name));

    [Theory]
    [InlineData("_Z1fv", "f")]
    [InlineData("_ZNK3foo3barEPKcz", "foo::bar")]
    [InlineData("_Z4callIiJidEET_PFS0_DpT0_ES2_", "call<int, int, double>")]
    [InlineData("_ZThn16_NK3foo3barEv", "non-virtual thunk to foo::bar")]
    [InlineData("_ZZNK1a1fEiE1x_0", "a::f(int) const::x")]
    [InlineData("_ZN1aIXadL_Z1fvEEE1bEv", "a<&f()>::b")]
    [InlineData("_ZTV3foo", "vtable for foo")]
    [InlineData("_Z1fv.cold", "f (.cold)")]
    [InlineData("_RNvC6kernel4init", "kernel::init")]
    [InlineData("_Z1fT_", null)]
    public void BareNamesSayNothingOfTheFunctionButItsName(string name, string? expected) =>
        Assert.Equal(expected, SymbolDemangler.DemangleBare(name));

    [Theory]
    [InlineData("_ZN4core3fmt5write17h05af221e174051e9E", "core::fmt::write")]
    [InlineData("_ZN4core3fmt5write17h05af221e174051e9E.llvm.1234", "core::fmt::write")]
    [InlineData("_ZN68_$LT$Test$u20$as$u20$foo..Bar$LT$$RF$$u5b$u8$u3b$$u20$4$u5d$$GT$$GT$3baz17h05af221e174051e9E",
        "<Test as foo::Bar<&[u8; 4]>>::baz")]
    [InlineData("_RNvC6kernel4init", "kernel::init")]
    [InlineData("_RNvNtCs1234_6kernel5print11call_printk", "kernel::print::call_printk")]
    [InlineData("_RNCNvC6kernel4main0B3_", "kernel::main::{closure#0}")]
    [InlineData("_RINvC1a1fQShAyj10_E", "a::f::<&mut [u8], [u64; 16]>")]
    [InlineData("_RINvC1a1fFUKCPhEmE", "a::f::<unsafe extern \"C\" fn(*const u8) -> u32>")]
    [InlineData("_RINvC1a1fDNtC1b1Tp1UmEL_E", "a::f::<dyn b::T<U = u32>>")]
    [InlineData("_RINvC1a1fFG_RL0_hEuE", "a::f::<for<'a> fn(&'a u8)>")]
    [InlineData("_RNvYmNtC1b1T1f", "<u32 as b::T>::f")]
    [InlineData("_RNvC1au8gdel_5qa", "a::gödel")]
    [InlineData("_RINvC1a1fKcE", null)]
    [InlineData("_RINvC1a1fKc41_E", "a::f::<'A'>")]
    public void NamesOfRust(string name, string? expected) => Assert.Equal(expected, SymbolDemangler.Demangle(name));

    [Theory]
    [InlineData("")]
    [InlineData("schedule")]
    [InlineData("_RET_IP_")]
    [InlineData("_Z")]
    [InlineData("_Zzz")]
    [InlineData("_Z3fo")]
    [InlineData("_Z1fT_")]
    [InlineData("_Z1fS_")]
    [InlineData("_ZN1fE1")]
    [InlineData("_R")]
    [InlineData("_RNvB_1a")]
    [InlineData("_RNvC1a1b_")]
    public void AnythingElseStaysWhatItIs(string name) => Assert.Null(SymbolDemangler.Demangle(name));

    [Fact]
    public void CxxNamesThatEndLikeARustNameWithoutAHashAreCxx() =>
        Assert.Equal("foo::bar::h0000000000000000(long long)", SymbolDemangler.Demangle("_ZN3foo3bar17h0000000000000000Ex"));

    public static TheoryData<string, string, int> Repeated => new()
    {
        { "_Z1f", "P", 20_000 },
        { "_ZN", "1a", 15_000 },
        { "_Z1fDp", "St4pairI", 2_000 },
        { "_Zcv", "T_Icv", 5_000 },
        { "_Z1fILi3E", "J", 9_000 },
        { "_Z1fIXcl", "cl", 9_000 },
        { "_ZUl", "Tt", 16_000 },
        { "_ZUl", "Tp", 16_000 },
        { "_Z1fIXil", "di1a", 8_000 },
        { "_Z1fIXil", "dx1a", 8_000 },
        { "_R", "IB", 9_000 },
        { "_RIC1a", "T", 9_000 },
        { "_RNvC1au", "9", 30_000 },
    };

    [Theory]
    [MemberData(nameof(Repeated))]
    public void NamesThatNestWithoutEndAreGivenUp(string start, string piece, int count) =>
        Assert.Null(SymbolDemangler.Demangle(start + string.Concat(Enumerable.Repeat(piece, count))));

    [Fact]
    public void NamesWhoseReferencesDoubleAndDoubleAgainAreGivenUp()
    {
        string cxx = "_Z1f1aIiiE" + string.Concat("0123456789ABCDEFGHIJKLMNOPQRSTUVWXY".Select(digit => $"S_IS{digit}_S{digit}_E"));
        Assert.Null(SymbolDemangler.Demangle(cxx));
        // Each tuple refers to the one before it, twice.
        string rust = "_RIC1aThhE";
        int last = 4;
        for (int i = 0; i < 40; i++)
        {
            string reference = last == 0 ? "B_" : $"B{Digits(last - 1)}_";
            last = rust.Length - 2;
            rust += $"T{reference}{reference}E";
        }
        Assert.Null(SymbolDemangler.Demangle(rust + "E"));
    }

    static string Digits(int value)
    {
        const string all = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        return (value >= all.Length ? Digits(value / all.Length) : "") + all[value % all.Length];
    }
}
