using System.Text;
using Kallsyms.Demangling;

namespace Kallsyms.Fuzz;

/// <summary>Names of symbols, which a compiler made, or somebody who wants more text than there is memory.</summary>
static class MangledNameTarget
{
    // More than any name grows, and what short names may have besides.
    const int MostGrowth = 128;
    const int Least = 8192;

    static readonly string[] _names =
    [
        "_ZN4core3fmt5write17h05af221e174051e9E.llvm.1", "_RINvC1a1fDNtC1b1Tp1UmEL_E", "_RINvC1a1fFG_RL0_hEuE", "_RNvC1au9gdel_5qa6g",
        "_RINvC1a1fAyj10_Kc41_TB0_B0_EE", "_Z4callIiJidEET_PFS0_DpT0_ES2_", "_ZN1acvT_IiEEv", "_ZNKSt8functionIFviEEclEi",
        "_Z3sumIJidlEEDTflplfp_EDpT_", "_ZZ4mainENKUlT_iE_clIiEEDaS_i", "_ZTCN1a1bE16_S_", "_ZN1aIXadL_Z1fvEEE1bIS1_E1cEM1dKFvvE",
        "_Z3bigIlENSt9enable_ifIXgtszT_Li2EES1_E4typeES1_", "_Z1fPA3_iRA_KcOPFivEDv4_f",
        "_ZN1aUlTtTyTnETpTniE_E", "_Z1fIXtl1adi1bLi1Edx1cdX1d1eLi2EEEEvv",
    ];

    public static IEnumerable<byte[]> Seeds() => _names.Select(Encoding.Latin1.GetBytes);

    public static void Run(byte[] input)
    {
        string name = Encoding.Latin1.GetString(input);
        if (SymbolDemangler.Demangle(name) is { } text && text.Length > name.Length * MostGrowth + Least)
            throw new InvalidOperationException("the name is far longer than what it was made of");
    }
}
