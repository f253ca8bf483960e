using System.Text;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Short lists of symbols, as nm prints them, on which tools of different kernels differ: per-cpu symbols, names that some leave out, long
/// names, symbols at one address, names with suffixes, symbols outside of the text.
/// </summary>
static class ProbeLists
{
    static readonly string[] _percpu = ["D __per_cpu_start", "D fixed_percpu_data", "d some_counter", "D __per_cpu_end"];

    // One byte of length holds 127.
    static readonly string _long = "long_" + new string('n', 125);
    static readonly string _longer = "longer_" + string.Concat(Enumerable.Repeat("name", 60));

    // One address each; those behind the first of a line share it.
    static readonly string[][] _kernel =
    [
        ["T _text", "T _stext", "T startup_64"],
        ["t local_function"],
        ["W weak_alias", "T strong_name", "t __underscored", "t ____more_of_them", "T __start_of_something"],
        ["t function.isra.0", "t function.isra.0.cold"],
        ["t inlined.llvm.99"],
        ["t inlined.llvm.1234567890"],
        ["t dotted.9.name"],
        ["t dotted.10.name"],
        ["t $a", "t $d.17", "t .Llabel", "t L0", "t L0x"],
        ["t __crc_something", "r __kstrtab_something", "r __kstrtabns_something"],
        ["t __efistub_entry", "t __pi_$d", "t __pi_.Llabel", "t __pi_function"],
        ["t __kvm_nvhe_$x", "t __kvm_nvhe_.L5", "t __kvm_nvhe_function"],
        ["t __AArch64ADRPThunk_printk", "t __ARMV7PILongThunk_printk", "t function_veneer", "t name_from_arm", "t a.long_branch.b"],
        ["T _SDA_BASE_", "t x_compiled.4", "t .LASANPC12", "t __kcfi_typeid_function"],
        ["t __mod_device_table__pci__ids", "r __UNIQUE_ID_modinfo123"],
        ["T _etext"],
        ["T _sinittext"],
        ["t init_function"],
        ["T _einittext"],
        ["R kallsyms_offsets", "R kallsyms_names", "R kallsyms_token_index", "R kallsyms_seqs_of_names"],
        ["D jiffies"],
        ["d __compound_literal.3", "d __compound_literal.4"],
        ["B __bss_start", "A absolute_value", "a small_absolute"],
        ["b buffer"],
        ["B _end"],
    ];

    // More than two markers' worth.
    static readonly string[][] _many =
        [["T _text"], .. Enumerable.Range(0, 600).Select(number => (string[])[$"t function_{number}"]), ["T _etext"]];

    static readonly string[][] _longNames = [["T _text"], ["T " + _long], ["t " + _longer], ["T _etext"]];

    /// <summary>With per-cpu symbols, which some tools refuse, and without.</summary>
    public static IReadOnlyList<byte[]> Usual(bool wide) => [Text(wide, _percpu, _kernel), Text(wide, [], _kernel)];

    /// <summary>So many that a table of them has several markers: a single one, and the room up to what follows, look alike in any width.</summary>
    public static byte[] Many(bool wide) => Text(wide, [], _many);

    /// <summary>Names that take more than one byte of length, which tools up to 6.0 leave out.</summary>
    public static byte[] LongNames(bool wide) => Text(wide, [], _longNames);

    static byte[] Text(bool wide, string[] percpu, string[][] kernel)
    {
        var text = new StringBuilder();
        ulong address = 0;
        foreach (string symbol in percpu)
        {
            Line(symbol);
            address += 0x1a40;
        }
        address = wide ? 0xffffffff81000000 : 0xc0008000;
        foreach (string[] together in kernel)
        {
            foreach (string symbol in together)
                Line(symbol);
            address += 0x1230;
        }
        return Encoding.ASCII.GetBytes(text.ToString());

        void Line(string symbol) => text.Append(address.ToString(wide ? "x16" : "x8")).Append(' ').Append(symbol).Append('\n');
    }
}
