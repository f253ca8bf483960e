using System.Globalization;
using System.Text;
using Kallsyms.Cli;
using Kallsyms.Elf;
using Kallsyms.Linking.Programs;
using Kallsyms.OtherTables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.OtherTables;

/// <summary>Tables of other kernels: compiled or assembled as their builds do, then read as they read them.</summary>
[RunsKallsyms]
public class OtherTablesTests
{
    const string Program = """
        static __attribute__((noinline, used)) int helper(int a) { return a * 7; }
        __attribute__((weak, noinline)) int replaceable(int a) { return a + 1; }
        __attribute__((noinline)) int entry_a(int a) { return helper(a); }
        int entry_b(int a) __attribute__((alias("entry_a")));
        int data = 3;
        int main(int argc, char **argv) { return entry_a(argc) + replaceable(data); }
        """;

    // What symbols_lookup of a hypervisor does with the table, in short.
    const string XenReader = """
        #include <stdio.h>
        #include <stdint.h>
        extern const unsigned int symbols_num_addrs, symbols_num_names, symbols_markers[];
        extern const uint64_t symbols_addresses[];
        extern const uint8_t symbols_names[], symbols_token_table[];
        extern const uint16_t symbols_token_index[];
        extern const struct { unsigned int name, entry; } symbols_sorted_offsets[];
        static unsigned int print(unsigned int at)
        {
            unsigned int length = symbols_names[at++];
            for (unsigned int i = 0; i < length; i++)
                fputs((const char *)symbols_token_table + symbols_token_index[symbols_names[at + i]], stdout);
            putchar('\n');
            return at + length;
        }
        int main(void)
        {
            unsigned int at = 0;
            for (unsigned int i = 0; i < symbols_num_addrs; i++) {
                if (i % 256 == 0 && symbols_markers[i / 256] != at)
                    return 1;
                printf("%llx ", (unsigned long long)symbols_addresses[i]);
                at = print(at);
            }
            for (unsigned int i = 0; i < symbols_num_names; i++) {
                printf("%llx ", (unsigned long long)symbols_addresses[symbols_sorted_offsets[i].entry]);
                print(symbols_sorted_offsets[i].name);
            }
            return 0;
        }
        """;

    [Fact]
    public void Xen_ReadsEverySymbolAndTheEndsOfFunctionsBeforeHoles()
    {
        using LinkDirectory directory = Linked();
        directory.Kallsyms("gen", "--layout", "xen", "--all-symbols", "image", "-o", "symbols.S").Succeeded();
        string[] lines = XenLines(directory);
        string[] named = [.. lines.Where(line => !line.EndsWith(' '))];
        (ulong helper, ulong size) = Symbol(directory, "helper");
        Assert.Contains($"{helper:x} tprogram.c#helper", lines);
        Assert.Contains($"{helper + size:x} ", lines);
        Assert.Contains($"{Symbol(directory, "data").Address:x} Ddata", lines);
        // First by address, then by name.
        Assert.Equal(named.Length, 2 * named.Distinct().Count());
        string[] byName = [.. named[(named.Length / 2)..].Select(line => line.Split(' ')[1][1..])];
        Assert.Equal(byName.Order(StringComparer.Ordinal), byName);
    }

    [Fact]
    public void XensTool_IsStoodInForBehindNm()
    {
        using LinkDirectory directory = Linked();
        byte[] listed = directory.Run("nm", "-pa", "--format=sysv", "image").OutputBytes;
        directory.Kallsyms("gen", "--layout", "xen", "--all-symbols", "image", "-o", "symbols.S").Succeeded();
        Assert.Equal(File.ReadAllText(directory["symbols.S"]),
            Tool("xen/tools/symbols", listed, "--all-symbols", "--sort-by-name", "--sysv", "--sort", "--warn-dup"));
        Assert.Contains($"0x{Symbol(directory, "helper").Address:x} t program.c#helper\n",
            Tool("./tools/symbols", listed, "--all-symbols", "--xensyms", "--sysv", "--sort"), StringComparison.Ordinal);
        directory.Write("symbols.S", Tool("tools/symbols", [], "--all-symbols", "--sort-by-name", "--empty"));
        Assert.Empty(XenLines(directory));
    }

    [Fact]
    public void ToolsOfNuttxAndZephyr_AreStoodInFor()
    {
        using LinkDirectory directory = Linked();
        directory.Kallsyms("gen", "--layout", "nuttx", "image", "-o", "allsyms.c").Succeeded();
        Assert.Equal(File.ReadAllText(directory["allsyms.c"]), Tool("tools/mkallsyms.py", [], directory["image"], "--orderbyname"));
        directory.Kallsyms("gen", "--layout", "zephyr", "image", "-o", "symtab.c").Succeeded();
        Tool("gen_symtab.py", [], "-k", directory["image"], "-o", directory["other.c"]);
        Assert.Equal(File.ReadAllText(directory["symtab.c"]), File.ReadAllText(directory["other.c"]));
        Assert.Throws<KallsymsException>(() => Tool("gen_symtab.py", [], "--kernel", directory["image"]));
        Assert.Throws<KallsymsException>(() => Tool("mkallsyms.py", [], "--nosuch", directory["image"]));
    }

    [Fact]
    public void Nuttx_HasItsFunctionsBetweenTwoEntriesWithoutName()
    {
        using LinkDirectory directory = Linked();
        directory.Kallsyms("gen", "--layout", "nuttx", "image", "-o", "allsyms.c").Succeeded();
        NuttxReader(directory);
        directory.Run("gcc", "-I.", "allsyms.c", "reader.c", "-o", "reader");
        string[] lines = Lines(directory.Run(directory["reader"]).Output);
        Assert.Equal("0 Unknown", lines[0]);
        Assert.Matches("^[0-9a-f]+ Unknown$", lines[^1]);
        (ulong main, ulong size) = Symbol(directory, "main");
        Assert.True(Convert.ToUInt64(lines[^1].Split(' ')[0], 16) >= main + size);
        Assert.Contains($"{Symbol(directory, "helper").Address:x} helper", lines);
        Assert.DoesNotContain(lines, line => line.EndsWith(" replaceable", StringComparison.Ordinal));
    }

    [Fact]
    public void Zephyr_HasItsFunctionsWithWholeNamesAndDistancesFromTheFirst()
    {
        using LinkDirectory directory = Linked();
        directory.Kallsyms("gen", "--layout", "zephyr", "image", "-o", "symtab.c").Succeeded();
        ZephyrReader(directory);
        directory.Run("gcc", "-I.", "symtab.c", "reader.c", "-o", "reader");
        string[] lines = Lines(directory.Run(directory["reader"]).Output);
        Assert.Contains($"{Symbol(directory, "helper").Address:x} helper", lines);
        Assert.Contains($"{Symbol(directory, "replaceable").Address:x} replaceable", lines);
        // One entry for each address, and behind the last function one for its end, where a search stops.
        string[] addresses = [.. lines.Select(line => line.Split(' ')[0])];
        Assert.Equal(addresses.Distinct(), addresses);
        Assert.EndsWith(" ?", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xen")]
    [InlineData("nuttx")]
    [InlineData("zephyr")]
    public void Object_HasTheBytesThatTheSourceIsCompiledTo(string layout)
    {
        using LinkDirectory directory = Linked();
        string source = Reader(directory, layout);
        directory.Kallsyms("gen", "--layout", layout, "--all-symbols", "image", "-o", source).Succeeded();
        directory.Kallsyms("gen", "--layout", layout, "--all-symbols", "image", "--object", "table.o").Succeeded();
        directory.Run("gcc", "-I.", source, "reader.c", "-o", "compiled");
        directory.Run("gcc", "-I.", "table.o", "reader.c", "-o", "written");
        string lines = directory.Run(directory["compiled"]).Output;
        Assert.Contains("helper", lines, StringComparison.Ordinal);
        Assert.Equal(lines, directory.Run(directory["written"]).Output);
    }

    [Theory]
    [InlineData("xen")]
    [InlineData("nuttx")]
    [InlineData("zephyr")]
    public void Link_GivesAProgramTheTableOfItsOwnSymbols_AndTheNextTimeInOneRun(string layout)
    {
        using LinkDirectory directory = Linked();
        Reader(directory, layout);
        string[] link = ["link", "--layout", layout, "--", "gcc", "-O1", "-I.", "-no-pie", "-Dmain=entry", "-c", "program.c"];
        directory.Kallsyms(link).Succeeded();
        // Of Xen, what its objects refer to says which parts its table has.
        directory.Run("gcc", "-I.", "-c", "reader.c");
        link = ["link", "--layout", layout, "--", "gcc", "-no-pie", "program.o", "reader.o", "-o", "out"];
        Assert.Contains("out: 2 links", directory.Kallsyms(link).Succeeded().Error, StringComparison.Ordinal);
        string[] lines = Lines(directory.Run(directory["out"]).Output);
        string[] listed = Lines(directory.Run("nm", "out").Output);
        string address = listed.Single(line => line.EndsWith(" t helper", StringComparison.Ordinal)).Split(' ')[0].TrimStart('0');
        Assert.Contains(lines, line => line.StartsWith(address + " ", StringComparison.Ordinal)
            && line.EndsWith("helper", StringComparison.Ordinal));
        Assert.Contains("out: 1 link,", directory.Kallsyms(link).Succeeded().Error, StringComparison.Ordinal);
        Assert.Equal(lines, Lines(directory.Run(directory["out"]).Output));
    }

    // As those kernels are linked: all inputs are named, and a script says where they go.
    [Theory]
    [InlineData("xen", "-DOF_XEN_BEFORE_421")]
    [InlineData("nuttx", "-DNUTTX")]
    [InlineData("zephyr", "-DZEPHYR")]
    public void Link_ByALinkerScript_TakesOneRunAtOnce(string layout, string option)
    {
        Command.Require("gcc", "ld", "ar");
        using var directory = new LinkDirectory();
        directory.Write("image.ld", """
            ENTRY(entry)
            SECTIONS
            {
                . = 0x400000;
                __image_base__ = .;
                .text : { _stext = .; *(.text*) _etext = .; }
                .rodata : { *(.rodata*) }
                .data : { *(.data*) }
                .bss : { *(.bss*) }
                /DISCARD/ : { *(.comment) *(.note*) *(.eh_frame) }
            }
            """);
        directory.Write("one.c", """
            #ifdef OF_XEN_BEFORE_421
            extern const char symbols_offsets[], symbols_num_syms[], symbols_sorted_offsets[];
            const char *const wanted[] = { symbols_offsets, symbols_num_syms, symbols_sorted_offsets };
            #endif
            int counter = 1;
            int second(int), from_archive(int);
            static __attribute__((noinline)) int helper(int a) { return a * 7 + counter; }
            __attribute__((weak)) int weak_one(int a) { return a + 1; }
            int entry(void) { return helper(second(3)) + from_archive(weak_one(4)); }
            """);
        directory.Write("two.c", "static __attribute__((noinline)) int helper(int a) { return a - 7; }\nint second(int a) { return helper(a); }\n");
        directory.Write("member.c", "int from_archive(int a) { return a; }\n");
        directory.Write("unused.c", "int never_wanted(int a) { return a; }\n");
        directory.Run("gcc", "-O1", "-fno-pic", option, "-c", "one.c", "two.c", "member.c", "unused.c");
        directory.Run("ar", "rc", "parts.a", "member.o", "unused.o");
        string[] link = ["link", "--layout", layout, "--", "ld", "-T", "image.ld", "one.o", "two.o", "parts.a", "-o", "out"];
        Assert.Contains("out: 1 link,", directory.Kallsyms(link).Succeeded().Error, StringComparison.Ordinal);
        byte[] first = File.ReadAllBytes(directory["out"]);
        Assert.Contains("out: 1 link,", directory.Kallsyms(link).Succeeded().Error, StringComparison.Ordinal);
        Assert.Equal(first, File.ReadAllBytes(directory["out"]));
    }

    [Fact]
    public void TableReadBack_WithAnotherByteThanWasWritten_IsRefused()
    {
        using LinkDirectory directory = Linked();
        using ElfFile image = ElfFile.Open(directory["image"]);
        IProgramTable table = new OtherProgramLayout(OtherKernel.Find("nuttx")!, allSymbols: false).Make(image, image.ReadSymbols()!);
        byte[] written = table.Write(0x1000, room: 0);
        table.Check(written, 0x1000, "image");
        written[^1] ^= 1;
        Assert.Equal("image", Assert.Throws<KallsymsException>(() => table.Check(written, 0x1000, "image")).File);
    }

    [Fact]
    public void Link_OfAnImageThatMayLieAnywhere_IsRefused()
    {
        using LinkDirectory directory = Linked();
        NuttxReader(directory);
        Assert.StartsWith("kallsyms: out: is position-independent",
            directory.Kallsyms("link", "--layout", "nuttx", "--", "gcc", "-I.", "-pie", "reader.c", "-o", "out").Exited(1).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void XenBefore421_IsRecognisedByItsOnlyCount()
    {
        using LinkDirectory directory = Linked();
        directory.Write("old.c", "const unsigned symbols_offsets[1], symbols_num_syms, symbols_sorted_offsets[2];");
        directory.Run("gcc", "-no-pie", "-Wl,--defsym=__image_base__=0x400000", "program.c", "old.c", "-o", "image");
        directory.Kallsyms("gen", "--layout", "xen", "--all-symbols", "image", "--object", "table.o").Succeeded();
        string[] labels = [.. Lines(directory.Run("nm", "-n", "table.o").Output).Select(line => line.Split(' ')[^1])];
        Assert.Equal(
            ["symbols_offsets", "symbols_num_syms", "symbols_names", "symbols_markers", "symbols_token_table", "symbols_token_index",
                "symbols_sorted_offsets"],
            labels);
        directory.Kallsyms("gen", "--layout", "xen", "--all-symbols", "image", "-o", "table.S").Succeeded();
        string source = File.ReadAllText(directory["table.S"]);
        Assert.Contains("symbols_num_syms:", source, StringComparison.Ordinal);
        Assert.DoesNotContain("linkage.h", source, StringComparison.Ordinal);
        byte[] listed = directory.Run("nm", "-pa", "--format=sysv", "image").OutputBytes;
        Assert.Equal(source, Tool("tools/symbols", listed, "--all-symbols", "--sort-by-name", "--sysv", "--sort", "--warn-dup"));
    }

    [Fact]
    public void Function_FarFromTheFirst_IsRefusedWhereATableHas32BitsForTheDistance()
    {
        using LinkDirectory directory = Linked();
        directory.Write("far.c", "__attribute__((section(\".far\"))) int far_away(void) { return 1; }");
        directory.Run("gcc", "-no-pie", "-fno-asynchronous-unwind-tables", "program.c", "far.c", "-Wl,--section-start=.far=0x700000000000",
            "-o", "image");
        Assert.Contains("does not fit", directory.Kallsyms("gen", "--layout", "zephyr", "image", "--object", "far.o").Exited(1).Error,
            StringComparison.Ordinal);
    }

    // As nm lists a PE image, xen.efi.
    [Theory]
    [InlineData("FILE")]
    [InlineData("File")]
    public void XensTool_TakesSourceFilesForWhatTheyAre(string type)
    {
        string listed = $"""
            a.c |0000000000000002|   ?  |{type}|        |     |*ABS*
            local_one|ffff82d040600000|   t  |None|        |     |.init
            """;
        Assert.Equal("0xffff82d040600000 t a.c#local_one\n",
            Tool("tools/symbols", Encoding.UTF8.GetBytes(listed), "--all-symbols", "--xensyms", "--sysv", "--sort"));
    }

    [Theory]
    [InlineData("--base-relative")]
    [InlineData("--compress", "best")]
    public void OptionsOfLinuxsTables_AreRefused(params string[] options)
    {
        using LinkDirectory directory = Linked();
        Assert.Contains($"--layout nuttx goes without {options[0]}",
            directory.Kallsyms(["gen", "--layout", "nuttx", .. options, "image"]).Exited(2).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nuttx")]
    [InlineData("zephyr")]
    [InlineData("xen")]
    public void AListOfSymbols_IsNoImageToMakeThemOf(string layout)
    {
        using var directory = new LinkDirectory();
        directory.Write("System.map", "ffffffff81000000 T _text\n");
        Assert.Contains($"is no ELF image, of which --layout {layout} is made",
            directory.Kallsyms("gen", "--layout", layout, "System.map").Exited(2).Error, StringComparison.Ordinal);
    }

    static LinkDirectory Linked()
    {
        Command.Require("gcc", "nm");
        var directory = new LinkDirectory();
        directory.Write("program.c", Program);
        directory.Run("gcc", "-O1", "-falign-functions=64", "-no-pie", "program.c", "-o", "image");
        return directory;
    }

    static string[] XenLines(LinkDirectory directory)
    {
        XenHeaders(directory);
        directory.Run("gcc", "-I.", "symbols.S", "reader.c", "-o", "reader");
        return Lines(directory.Run(directory["reader"]).Output);
    }

    static void XenHeaders(LinkDirectory directory)
    {
        Directory.CreateDirectory(directory["xen"]);
        directory.Write("xen/linkage.h", """
            #define BITS_PER_LONG 64
            #define DATA(name, alignment) .globl name; .balign alignment; name:
            #define END(name) .size name, . - name
            """);
        directory.Write("reader.c", XenReader);
    }

    static void NuttxReader(LinkDirectory directory)
    {
        Directory.CreateDirectory(directory["nuttx"]);
        directory.Write("nuttx/compiler.h", "#define FAR\n");
        directory.Write("nuttx/symtab.h", "struct symtab_s { const char *sym_name; const void *sym_value; };\n");
        directory.Write("reader.c", """
            #include <stdio.h>
            #include <nuttx/symtab.h>
            extern int g_nallsyms;
            extern struct symtab_s g_allsyms[];
            int main(void)
            {
                for (int i = 0; i < g_nallsyms; i++)
                    printf("%lx %s\n", (unsigned long)g_allsyms[i].sym_value, g_allsyms[i].sym_name);
                return 0;
            }
            """);
    }

    static void ZephyrReader(LinkDirectory directory)
    {
        Directory.CreateDirectory(directory["zephyr/debug"]);
        Directory.CreateDirectory(directory["zephyr/linker"]);
        directory.Write("zephyr/linker/sections.h", "#define __symtab_entry\n#define __symtab_info\n");
        directory.Write("zephyr/debug/symtab.h", """
            #include <stdint.h>
            struct z_symtab_entry { const uint32_t offset; const char *const name; };
            struct symtab_info { const uintptr_t first_addr; const uint32_t length; const struct z_symtab_entry *const entries; };
            """);
        directory.Write("reader.c", """
            #include <stdio.h>
            #include <zephyr/debug/symtab.h>
            extern const struct symtab_info z_symtab;
            int main(void)
            {
                for (uint32_t i = 0; i <= z_symtab.length; i++)
                    printf("%lx %s\n", (unsigned long)(z_symtab.first_addr + z_symtab.entries[i].offset), z_symtab.entries[i].name);
                return 0;
            }
            """);
    }

    // Prints a table; the name is what its source is to be called.
    static string Reader(LinkDirectory directory, string layout)
    {
        if (layout == "xen")
        {
            XenHeaders(directory);
            directory.Run("gcc", "-O1", "-no-pie", "-I.", "-Dmain=entry", "-c", "program.c");
            // As Xen links before it has a table.
            directory.Write("dummy.c", """
                const unsigned long symbols_addresses[1];
                const unsigned symbols_num_addrs, symbols_num_names, symbols_markers[1], symbols_sorted_offsets[2];
                const unsigned char symbols_names[1], symbols_token_table[1];
                const unsigned short symbols_token_index[1];
                """);
            directory.Run("gcc", "-no-pie", "program.o", "reader.c", "dummy.c", "-o", "image");
            return "symbols.S";
        }
        if (layout == "nuttx")
            NuttxReader(directory);
        else
            ZephyrReader(directory);
        return "table.c";
    }

    static string Tool(string name, byte[] input, params string[] arguments)
    {
        using var output = new MemoryStream();
        OtherToolName.Find(name)!(arguments, new(() => new MemoryStream(input), () => output, () => Stream.Null));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static (ulong Address, ulong Size) Symbol(LinkDirectory directory, string name)
    {
        string[] words = Lines(directory.Run("nm", "-S", "image").Output).Select(line => line.Split(' '))
            .Single(words => words.Length == 4 && words[3] == name);
        return (ulong.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            ulong.Parse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
