using System.Security.Cryptography;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Tables;

/// <summary>
/// The table that each release makes of one list of symbols, which has something for every rule. The kernel's own tools confirm those of
/// three releases (Oracle); for the others a digest says that nothing changed.
/// </summary>
public class ReleaseTablesTests
{
    const ulong Text = 0xffffffff81000000;

    // Names that some release leaves out, or treats in its own way.
    static readonly string[] _names =
    [
        "__crc_foo", "my__crc_bar", "$a", "$d", "$t", "$a.1", "$x", "aLfoo", ".Lfoo", "L0", "L0foo", "__kstrtab_x", "__kstrtabns_x", "__pi_$x",
        "__pi_.Lx", "__kvm_nvhe___kcfi_typeid_a", "__pi___kcfi_typeid_b", "__AArch64ADRPThunk_f", "__XyzThunk_f", "__LA25Thunk_f",
        "__mod_device_table__a", "__UNIQUE_ID_modinfo12", "__UNIQUE_ID_modinfo_12", "__UNIQUE_ID_modinfox", "kallsyms_addresses",
        "kallsyms_offsets", "kallsyms_relative_base", "kallsyms_num_syms", "kallsyms_markers", "kallsyms_seqs_of_names", "_SDA_BASE_",
        "_SDA2_BASE_", "a_compiled.b", "x.long_branch.y", "x.plt_branch.y", "f_veneer", "f_from_arm", "f_from_thumb", "__efistub_a",
        ".LASANPC1", "__kvm_nvhe_a", "__kvm_nvhe_$a", "__kvm_nvhe_.La", "__kcfi_typeid_a", "__start_sec", "__stop_sec",
    ];

    // Ranges of text, with what stands at their ends.
    static readonly (uint Offset, string Name)[] _ranges =
    [
        (0, "_text"), (0x1000, "_stext"), (0x4000, "_etext"), (0x4000, "stranger_at_etext"), (0x4100, "_sextratext"), (0x4110, "extra_fn"),
        (0x4120, "_eextratext"), (0x4200, "_stext_l1"), (0x4210, "l1_fn"), (0x4220, "_etext_l1"), (0x4220, "l1_stranger"),
        (0x5000, "_sinittext"), (0x5010, "init_fn"), (0x5020, "_einittext"), (0x5020, "init_stranger"),
    ];

    [Fact]
    [HasGoldenText]
    public void TheTableOfEveryReleaseIsWhatItWas()
    {
        var lines = new StringBuilder();
        IEnumerable<KernelRelease> releases =
            [.. KernelReleases.Rows.Select(row => KernelRelease.FromUname(row.Since)!), KernelRelease.Parse("linux-6.1.y")];
        foreach (KernelRelease release in releases)
        {
            foreach (AddressEncoding encoding in Enum.GetValues<AddressEncoding>().Where(release.TableFormat.Encodings.Contains))
            {
                foreach (bool textOnly in (bool[])[false, true])
                    lines.Append($"{release.Number} {encoding}{(textOnly ? ", text only" : "")}: {Digest(release, encoding, textOnly)}\n");
            }
        }
        Golden.File("tests/cases/release-tables.txt", lines.ToString());
    }

    static string Digest(KernelRelease release, AddressEncoding encoding, bool textOnly)
    {
        bool wide = encoding != AddressEncoding.Direct;
        bool percpu = encoding == AddressEncoding.PercpuAbsolute;
        using ByteSource source = ByteSource.FromMemory(Encoding.ASCII.GetBytes(List(wide, percpu)), "list");
        SymbolList all = SymbolListFile.Read(source).Symbols;
        TableSymbols entries = SymbolSelection.Table(all, release.Rules, textOnly, percpu);
        var spec = new TableSpec(release, new(wide, BigEndian: false), ElfMachine.X8664, encoding, release.TableFormat.LtoSuffix);
        Table table = Table.Build(entries, spec, names => Compression.Kernel.Compress(names, release.TableFormat));
        using var text = new MemoryStream();
        TableAssembler.Write(text, table);
        return Convert.ToHexStringLower(SHA256.HashData(text.ToArray()))[..16];
    }

    static string List(bool wide, bool percpu)
    {
        var symbols = new List<(ulong Address, char Type, string Name)>();
        void Add(uint offset, char type, string name) => symbols.Add(((wide ? Text : Text & uint.MaxValue) + offset, type, name));
        foreach ((uint offset, string name) in _ranges)
            Add(offset, name[0] == '_' ? 'T' : 't', name);
        for (uint i = 0; i < _names.Length; i++)
        {
            Add(0x2000 + i * 4, 't', _names[i]);
            Add(0x9000 + i * 4, 'd', _names[i]);
        }
        for (uint i = 0; i < 300; i++)
        {
            Add(0x1000 + i * 24, "TtWwvV"[(int)i % 6], $"fn_{i * 7919 % 1000:x}");
            string[] aliases = i % 5 > 0 ? [] : [$"__fn_alias_{i}", "__x_end", "___three", "__start_x", $"zz.llvm.{i * 37}", $"zz.a.{i * 31}"];
            foreach (string alias in aliases)
                Add(0x1000 + i * 24, alias[^1] == 'd' ? 'W' : 't', alias);
        }
        const string letters = "AaNnUuwWvVbBdDrRtTiIc?-";
        for (int i = 0; i < letters.Length; i++)
            Add(0x3000 + (uint)i * 8, letters[i], $"letter_{i}");
        (uint, char, string)[] absolute = [(0x8000, 'A', "_edata_abs"), (0x8000, 'A', "__gp"), (0x8004, 'A', "__kernel_sigtramp")];
        foreach ((uint offset, char type, string name) in absolute)
            Add(offset, type, name);
        if (percpu)
            symbols.AddRange([(0, 'D', "__per_cpu_start"), (0x10, 'D', "percpu_a"), (0x20, 'W', "percpu_w"), (0x100, 'D', "__per_cpu_end")]);
        IEnumerable<(ulong Address, char Type, string Name)> sorted = symbols.OrderBy(one => one.Address).ThenBy(one => one.Name, StringComparer.Ordinal);
        return string.Concat(sorted.Select(one => $"{one.Address.ToString(wide ? "x16" : "x8")} {one.Type} {one.Name}\n"));
    }
}
