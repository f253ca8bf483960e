using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;

namespace Kallsyms.Tests.Oracle;

/// <summary>One list of symbols with one choice of options, made into a table by the kernel's tool and by ours in three ways.</summary>
/// <param name="Release">The kernel release, as oracle.sh takes it.</param>
/// <param name="Options">What kbuild would pass.</param>
/// <param name="Toolchain">The target.</param>
/// <param name="Map">Path of the list.</param>
sealed record OracleRun(string Release, string[] Options, Toolchain Toolchain, string Map)
{
    /// <summary>The layout that the release has; the 6.1 of the distributions is a later stable one.</summary>
    public string LayoutName => Release switch { "6.1" => "linux-6.1.y", "6.12" => "linux-6.12", _ => "linux-7.0" };

    public string What => $"{Release} {string.Join(' ', Options)} {Toolchain.Prefix} {Map}";

    public Command Theirs() => Command.Run(KernelTool.Kallsyms(Release), [.. Options, Map]);

    public Command OurText(Scratch scratch) => Command.Kallsyms(
        ["gen", .. Options, "--layout", LayoutName, "--like", Toolchain.EmptyObject(scratch), Map]);

    /// <summary>The table of the object that our tool writes without an assembler.</summary>
    public AssembledTable OurObject(Scratch scratch, string name)
    {
        Command.Kallsyms(
            ["gen", .. Options, "--layout", LayoutName, "--like", Toolchain.EmptyObject(scratch), "--object", scratch[name], Map]).Succeeded();
        using ElfFile file = ElfFile.Open(scratch[name]);
        return AssembledTable.Read(file, ".rodata");
    }

    /// <summary>The same from the library, without going through the command line's choices.</summary>
    public AssembledTable InProcess(Scratch scratch)
    {
        KernelRelease release = KernelRelease.Parse(LayoutName);
        using ElfFile like = ElfFile.Open(Toolchain.EmptyObject(scratch));
        ElfTarget target = ElfTarget.Like(like);
        bool percpu = Options.Contains("--absolute-percpu");
        AddressEncoding encoding =
            Release == "7.2" ? Options.Contains("--pc-relative") ? AddressEncoding.PlaceRelative : AddressEncoding.Direct
            : Release == "6.1" && !Options.Contains("--base-relative") ? AddressEncoding.Absolute
            : percpu ? AddressEncoding.PercpuAbsolute : AddressEncoding.BaseRelative;
        LtoSuffix suffix = Options.Contains("--lto-clang") ? release.TableFormat.LtoSuffix : LtoSuffix.None;
        var spec = new TableSpec(release, target.Format, target.Header.Machine, encoding, suffix);
        using ByteSource source = ByteSource.OpenFile(Map);
        TableSymbols entries = SymbolSelection.Entries(SymbolListFile.Read(source).Symbols, release.Rules, !Options.Contains("--all-symbols"), percpu);
        Table table = Table.Build(entries, spec, names => Compression.Kernel.Compress(names, release.TableFormat));
        using ElfFile file = ElfFile.Parse(ByteSource.FromMemory(ElfObjectWriter.Write(TableObject.Finished(table, target)), "in memory"));
        return AssembledTable.Read(file, release.TableFormat.Section);
    }

    /// <summary>All subsets of the options that kbuild of a release can pass.</summary>
    public static string[][] AllOptions(string release)
    {
        string[] known = release switch
        {
            "6.1" => ["--all-symbols", "--absolute-percpu", "--base-relative", "--lto-clang"],
            "6.12" => ["--all-symbols", "--absolute-percpu"],
            _ => ["--all-symbols", "--pc-relative"],
        };
        return [.. Enumerable.Range(0, 1 << known.Length).Select(bits => known.Where((_, i) => (bits >> i & 1) != 0).ToArray())];
    }
}
