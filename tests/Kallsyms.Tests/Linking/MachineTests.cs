using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>Every machine, word size and byte order, linked by that machine's tools and loaded as its loader would.</summary>
[RunsKallsyms]
public class MachineTests
{
    // MIPS has no relocation for that; that of parisc has a symbol, and the loader of these tests knows relative ones alone.
    static readonly string[] _withoutLooseText = ["mips", "hppa"];

    static readonly string[] _layouts = ["linux-4.4", "linux-4.15", "linux-6.1", "linux-6.12", "linux-7.0"];

    public static TheoryData<string, string, string> Links
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (string tools in CrossTools.Plain)
            {
                data.Add(tools, tools + "ld", "");
                data.Add(tools, tools + "ld", "--emit-relocs");
                if (!_withoutLooseText.Any(tools.StartsWith))
                    data.Add(tools, tools + "ld", "-pie -z notext");
            }
            foreach (string tools in (string[])["", "aarch64-linux-gnu-", "riscv64-linux-gnu-", "powerpc64le-linux-gnu-"])
            {
                data.Add(tools, "ld.lld", "");
                data.Add(tools, "ld.lld", "-pie");
                data.Add(tools, "ld.lld", "-pie --apply-dynamic-relocs");
                data.Add(tools, "ld.lld", "-pie --pack-dyn-relocs=relr");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Links))]
    public void TheTableIsRightOnceLoaded(string tools, string linker, string options)
    {
        Command.Require(linker);
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o", tools);
        string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (string layout in _layouts)
        {
            directory.Link(["--layout", layout, "--", linker, .. words, "program.o", "-o", "out"]).Succeeded();
            directory.Kallsyms("verify", "--layout", layout, "out").Succeeded();
            using ElfFile image = ElfFile.Open(directory["out"]);
            SymbolList symbols = ElfSymbolReader.Read(image);
            TableLabels labels = TableLabels.Find(image, symbols)!;
            SymbolList expected = SymbolSelection.Table(symbols, KernelRelease.Parse(layout).Rules, textOnly: false, percpuAbsolute: false).List;
            Assert.True(expected.Count >= 5);
            // 32-bit kernels that stay where they were linked for store addresses as they are.
            bool direct = !image.Format.Is64 && image.Header.Type != ElfType.Shared && !words.Contains("--emit-relocs");
            var loaded = new LoadedImage(image, bias: 0x5550000);
            Assert.Equal(expected.Addresses.ToArray(), loaded.Table(labels.Address, KernelRelease.Parse(layout).TableFormat.WideCounters, direct));
        }
    }
}
