using System.Globalization;
using System.Text;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>Every command that reads a list of symbols reads every form of it, and refuses alike what is none.</summary>
[RunsKallsyms]
public sealed class ListFormsTests(ListFormsTests.Image image) : IClassFixture<ListFormsTests.Image>
{
    const string Tools = "aarch64-linux-gnu-";
    const string Map = "ffffffff81000000 T f1\nffffffff81000009 T f2\nffffffff81001000 D d1\nffffffff81002000 B _end\n";
    const string LaterMap = "ffffffff81000000 T f1\nffffffff81000009 t __f9_veneer\nffffffff81000019 T f2\nffffffff81001010 D d1\nffffffff81002010 B _end\n";

    [Theory]
    [InlineData(Tools + "nm -n image")]
    [InlineData(Tools + "nm image")]
    [InlineData(Tools + "nm -S image")]
    [InlineData(Tools + "nm -nS image")]
    [InlineData(Tools + "nm -P image")]
    [InlineData(Tools + "nm -f sysv image")]
    [InlineData(Tools + "nm -A image")]
    [InlineData(Tools + "objdump -t image")]
    [InlineData(Tools + "readelf -sW image")]
    [InlineData("sed 's/^/0x/' map")]
    [InlineData("sed 's/ /\\t/g' map")]
    [InlineData("sed 's/ /   /g; s/^/  /; s/$/  /' map")]
    [InlineData("sed 's/$/\\r/' map")]
    [InlineData("tr '\\n' '\\r' < map")]
    [InlineData("printf '\\357\\273\\277'; cat map")]
    [InlineData("echo '# System.map of build 5'; echo; cat map")]
    [InlineData("sed 's/^/> /' map")]
    [InlineData("echo 'On Monday, somebody wrote:'; sed 's/^/>> /' map")]
    [InlineData("awk '{ printf \"2026-11-20T10:%02d:00.123Z %s\\n\", NR % 60, $0 }' map")]
    [InlineData("awk '{ printf \"[%9.3f] kernel: %s\\n\", NR * 7.1, $0 }' map")]
    [InlineData("grep -n '' map")]
    [InlineData("sed 's/^[0-9a-f]*/\\x1b[32m&\\x1b[m\\x1b[K/' map")]
    [InlineData("gzip -c map")]
    [InlineData("xz -c map")]
    [InlineData("zstd -qc map")]
    [InlineData("bzip2 -c map")]
    public void AFormOfAList_IsTheSameListForEveryCommand(string make)
    {
        Command.Require(make.Split(' ')[0]);
        byte[] list = Command.Run("sh", ["-c", make], image.Directory.Path).Succeeded().OutputBytes;
        using var scratch = new Scratch();
        string form = scratch["list"];
        File.WriteAllBytes(form, list);
        string map = image.Directory["map"];
        foreach (string[] command in (string[][])[["lookup", "", "main", "helper+4", "counter"], ["gen", "--layout", "linux-6.12", "--all-symbols", ""], ["annotate", "", image.Directory["log"]]])
            Assert.Equal(Run(command, map).Output, Run(command, form).Output);
        Run(["diff", map, ""], form);
        Run(["explain", map, ""], form);
        Run(["verify", "--map", "", image.Directory["image"]], form);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("0000000000000000 T f1\n0000000000000000 T f2\n", "hidden")]
    [InlineData("          (null) T f1\n          (null) T f2\n", "kptr_restrict")]
    [InlineData("(____ptrval____) T f1\n", "hidden")]
    [InlineData("ffffffffffffffff B The real System.map is in the linux-image-6.1-dbg package\n", "Debian's placeholder")]
    [InlineData("  LD      vmlinux\n  SYSMAP  System.map\nInconsistent kallsyms data\n", "give the build directory")]
    [InlineData("make: Entering directory '/src/linux'\n  LD      vmlinux\n", "it was made in /src/linux")]
    [InlineData("2026-11-20T10:00:00Z   LD      vmlinux\n2026-11-20T10:00:01Z make[1]: *** [vmlinux] Error 1\n", "log of a kernel build")]
    [InlineData("#\n# Automatically generated file; DO NOT EDIT.\nCONFIG_64BIT=y\n", "configuration")]
    [InlineData("[    1.0] BUG: kernel NULL pointer dereference\n[    1.0] RIP: 0010:f1+0x1/0x9\n", "a log of a kernel")]
    [InlineData("<!DOCTYPE html>\n<html><body>Not found</body></html>\n", "a web page")]
    [InlineData("0x12345678\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n", "Module.symvers")]
    [InlineData("0000000000000004 T f1\n0000000000000004 D d1\n0000000000000006 T f2\n0000000000000008 b b1\n0000000000000038 T main\n", "nm --size-sort")]
    [InlineData("00000038 T main\n00000008 b b1\n00000006 T f2\n00000004 D d1\n00000004 T f1\n", "nm --size-sort")]
    [InlineData("             VMA              LMA     Size Align Out     In      Symbol\n", "a linker's map")]
    [InlineData("All defined functions:\n\nFile t.c:\n3:\tint f1(void);\n", "what gdb prints")]
    [InlineData("make: Entering directory '/tmp'\n  LD      vmlinux\n", "kallsyms explain /tmp")]
    [InlineData("\ufeffzz\n", "line 1: expected")]
    [InlineData("ffffffff81000000 T f1\n#ifdef NEW\nffffffff81000009 t f2\n#endif\nffffffff81000019 T f3\n", "two lists in one (diff -D)")]
    [InlineData("Some words.\nAnd more of them.\n", "found 'Some words.'")]
    [InlineData("ffffffff81000000 T f1\nffffffff81000009 T ", "line 2 ends before its name: the list is cut off")]
    [InlineData("ffffffff81000000 T f1\nffffffff81000009 f2\n", "line 2: expected 'address type name', found 'ffffffff81000009 f2'")]
    public void ATextThatIsNoList_IsRefusedByWhatItIs(string text, string said)
    {
        using var scratch = new Scratch();
        string form = scratch.Write("list", text);
        Refuse(form, said, empty: text.Length == 0);
    }

    [Theory]
    [InlineData("sort -r list", "none differs")]
    [InlineData("tac list", "none differs")]
    [InlineData("awk '{ print $3, $2, $1 }' list", "none differs")]
    [InlineData("head -c 203 list", "form ends early, within a line: it is list without its last 4 symbols")]
    public void AListThatAToolTurnedOrCut_IsComparedAsWhatItIs(string make, string said)
    {
        using var scratch = new Scratch();
        scratch.Write("list", "ffffffff81000000 T _text\n" + string.Concat(Enumerable.Range(0, 9).Select(i =>
            $"{0xffffffff81000010 + (ulong)i / 2 * 16:x16} T name_{i ^ 1}\n")) + "ffffffff81002000 B _end\n");
        File.WriteAllBytes(scratch["form"], Command.Run("sh", ["-c", make], scratch.Directory).Succeeded().OutputBytes);
        Assert.Contains(said, Command.Kallsyms(["explain", "list", "form"], scratch.Directory).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AListWithoutAnEnd_IsDoubted()
    {
        using var scratch = new Scratch();
        string list = scratch.Write("list", Map + "ffffffff81003000 T cut_with");
        Assert.Empty(Command.Kallsyms(["lookup", list, "f1"]).Succeeded().Error);
        list = scratch.Write("list", "ffffffff81000000 T f1\nffffffff81003000 T cut_with");
        Assert.Contains("its last line does not end", Command.Kallsyms(["lookup", list, "f1"]).Succeeded().Error, StringComparison.Ordinal);
    }

    // The vectors of a small program: no digit is above 9 up to 0x98.
    [Fact]
    public void AFewAddressesWithoutALetter_MayBeHexadecimal()
    {
        using var scratch = new Scratch();
        string list = scratch.Write("list", string.Concat(Enumerable.Range(0, 20).Select(i => $"{0x08000000 + i * 8:x8} T fn{i}\n")));
        Assert.StartsWith("08000098 ", Command.Kallsyms(["lookup", list, "fn19"]).Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d", 0x401000, 24)]
    [InlineData("o", 0x401000, 24)]
    [InlineData("d", unchecked((long)0xffffffff81000000), 2)]
    [InlineData("o", unchecked((long)0xffffffff81000000), 2)]
    public void AddressesOfAnotherBase_AreRefused(string radix, long start, int count)
    {
        using var scratch = new Scratch();
        string Digits(ulong address) =>
            (radix == "d" ? address.ToString(CultureInfo.InvariantCulture) : Convert.ToString((long)address, 8)).PadLeft(16, '0');
        string[] addresses = [.. Enumerable.Range(0, count).Select(i => Digits((ulong)start + (ulong)i * 12))];
        string list = scratch.Write("list", $"{Digits(0)} A first\n" + string.Concat(addresses.Select((address, i) => $"{address} T fn{i}\n")));
        Refuse(list, "addresses are decimal or octal", empty: false);
        list = scratch.Write("posix", string.Concat(addresses.Select((address, i) => $"fn{i} T {address.TrimStart('0')} 10\n")));
        Refuse(list, "addresses are decimal or octal", empty: false);
    }

    [Theory]
    [InlineData("diff -u a b", "unified diff")]
    [InlineData("diff -c a b", "context diff")]
    [InlineData("diff a b", "is a diff of two lists")]
    [InlineData("diff -y a b", "side by side")]
    [InlineData("diff -e a b", "ed script")]
    [InlineData("echo 'ffffffff81000009 {+t __f9_veneer+}'", "word diff")]
    public void ADiff_IsNoList(string make, string said)
    {
        using var scratch = new Scratch();
        string form = scratch.Write("list", Diff(scratch, make));
        foreach (string[] command in (string[][])[["lookup", "", "f1"], ["gen", ""], ["annotate", "", form], ["diff", form, ""]])
            Assert.Contains(said, Command.Kallsyms(Filled(command, form)).Exited(3).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff -u a b")]
    [InlineData("diff -U 0 a b")]
    [InlineData("diff -c a b")]
    [InlineData("diff a b")]
    [InlineData("diff -u a b | sed 's/^/2026-11-20T10:00:00.123Z /'")]
    [InlineData("diff -u a b | sed 's/^/10:00:00  /'")]
    [InlineData("diff -u a b | sed 's/^/    /'")]
    [InlineData("diff -u a b | sed 's/^/> /'")]
    [InlineData("diff -u a b | sed 's/^/##[error]/'")]
    [InlineData("diff a b | sed 's/^/> /'")]
    [InlineData("echo 'On Monday, X wrote:'; diff -u a b | sed 's/^/> /'")]
    [InlineData("echo 'On Monday, X wrote:'; diff -c a b | sed 's/^/> /'")]
    [InlineData("echo 'On Monday, X wrote:'; diff a b | sed 's/^/> /'")]
    [InlineData("diff -u a b | sed 's/^/> /'; echo; echo Thanks")]
    [InlineData("diff -u a b | sed 's/^/> /'; echo '-- '; echo Regards")]
    [InlineData("diff -u a b | sed 's/^/>> /'; echo '> Looks like veneers. - X'; echo Yes.")]
    [InlineData("echo 'From: x@y'; echo; diff -u a b | grep '^[-+ ][0-9a-f]' | sed 's/^/> /'; echo Bye")]
    [InlineData("diff -u a b | grep '^[-+][0-9a-f]'")]
    [InlineData("diff a b | grep '^[<>]'")]
    [InlineData("echo 'Hi all,'; echo; echo 'I get:'; diff -u a b; echo '-- '; echo 'Somebody'")]
    [InlineData("diff -u a b | sed 's/$/\\r/'")]
    [InlineData("diff -u a b | sed 's/^-/\\x1b[31m-/; s/^+/\\x1b[32m+\\x1b[m\\x1b[32m/; s/$/\\x1b[m/'")]
    [InlineData("echo '  KSYM    .tmp_vmlinux2.kallsyms.S'; diff -u a b; echo 'Inconsistent kallsyms data'")]
    [InlineData("diff -u a b | gzip -c")]
    public void ADiffInAnyDress_IsExplained(string make)
    {
        using var scratch = new Scratch();
        Diff(scratch, make);
        Command explained = Command.Kallsyms(["explain", "diff"], scratch.Directory).Exited(1);
        Assert.Contains("class A", explained.Output, StringComparison.Ordinal);
        Assert.Contains("__f9_veneer", explained.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff -u a b | sed 's/^+/\\&#43;/'", "the codes of a web page")]
    [InlineData("diff -y a b", "side by side")]
    [InlineData("diff -e a b", "ed script")]
    [InlineData("diff -n a b", "an RCS script")]
    [InlineData("diff -u a b | sed 's/^/+/'", "a diff of diffs")]
    [InlineData("diff -u a b | head -n 6", "the hunk lacks 5 lines")]
    [InlineData("diff -u a b | sed 6d", "the hunk lacks 1 line ")]
    [InlineData("diff -c a b | head -n 7", "the hunk lacks")]
    [InlineData("diff -c a b | sed '$d'", "the hunk lacks 1 line ")]
    [InlineData("diff a b | sed '$d'", "the hunk lacks 1 line ")]
    [InlineData("diff -u a b | sed 's/^@@.*/@@ -1,2 +1,2 @@/'", "the hunk has more lines")]
    [InlineData("diff a b | sed 's/^2.*/2c2/'", "the hunk has more lines")]
    [InlineData("diff -u a b; diff -u a b", "has another diff from line 13 on")]
    [InlineData("diff -u a b; diff -u a b | sed 1,2d", "has another diff from line 12 on")]
    [InlineData("diff -c a b; diff -c a b", "has another diff")]
    [InlineData("diff a b; diff a b", "has another diff")]
    [InlineData("diff -U 0 a b | grep '^-ff'", "lines of one list only")]
    [InlineData("sed -n 's/ T f2$/ T f3/; s/^ffff/-000/p' a", "lines of one list only")] // as nm -td prints them
    [InlineData("diff -u a b | sed 's/^-ff/\\xe2\\x88\\x92ff/'", "dashes in place of minus signs")]
    [InlineData("diff -u a b | sed 's/$/=20/'", "quoted-printable")]
    [InlineData("printf '@@ -1 +1 @@\\nffffffff81000009 \\033[31mT f2\\033[m\\033[32mt __f9_veneer\\033[m\\n'", "word diff")]
    [InlineData("diff -u a b | sed 's/$/<br>/'", "save the page as text")]
    [InlineData("printf '@@ -1 +1 @@\\nffffffff81000009 {+t __f9_veneer+}\\n'", "word diff")]
    [InlineData("diff -u a b | sed 's/^-ffffffff81000009 T/-ffffffff81000009/'", "line 5: expected 'address type name'")]
    [InlineData("diff -u a a; printf '@@ -1 +1 @@\\n-ffffffff81000000 T f1\\n+ffffffff81000000  T f1\\n'", "both lists are the same")]
    [InlineData("printf '@@ -1,2 +1,2 @@\\n-(null) T f1\\n-(null) T f2\\n+(null) T f2\\n+(null) T f1\\n'", "hidden")]
    public void ADiffThatCannotBeRead_IsRefusedByItsForm(string make, string said)
    {
        using var scratch = new Scratch();
        Diff(scratch, make);
        Assert.Contains(said, Command.Kallsyms(["explain", "diff"], scratch.Directory).Exited(3).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff -U 0 a empty")]
    [InlineData("diff empty a")]
    [InlineData("diff -c a empty")]
    public void ADiffThatSaysThatAListIsEmpty_IsBelieved(string make)
    {
        using var scratch = new Scratch();
        scratch.Write("empty", "");
        Diff(scratch, make);
        Assert.Contains("is empty", Command.Kallsyms(["explain", "diff"], scratch.Directory).Exited(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ADiffBesideAnotherPass_IsRefused()
    {
        using var scratch = new Scratch();
        Diff(scratch, "diff -u a b");
        foreach (string[] inputs in (string[][])[["a", "diff"], ["diff", "a"]])
            Assert.Contains("give it alone", Command.Kallsyms(["explain", .. inputs], scratch.Directory).Exited(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AListOfModulesAlone_IsNoEmptyKernel()
    {
        using var scratch = new Scratch();
        scratch.Write("a", Map);
        scratch.Write("modules", "ffffffffc0000000 t init\t[ext4]\nffffffffc0001000 t exit\t[ext4]\n");
        Assert.Contains(
            "symbols of modules only", Command.Kallsyms(["explain", "a", "modules"], scratch.Directory).Exited(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AContextDiffThatOnlyRemoves_KeepsWhatBothHave()
    {
        using var scratch = new Scratch();
        Diff(scratch, "diff -c b a");
        string output = Command.Kallsyms(["explain", "--json", "diff"], scratch.Directory).Exited(1).Output;
        Assert.Contains("\"__f9_veneer\"", output, StringComparison.Ordinal);
        scratch.Write("b", Map.Replace("ffffffff81000009 T f2\n", "", StringComparison.Ordinal));
        Command.Run("sh", ["-c", "diff -c a b > diff"], scratch.Directory);
        output = Command.Kallsyms(["explain", "diff"], scratch.Directory).Exited(1).Output;
        Assert.Contains("f2", output, StringComparison.Ordinal);
        Assert.DoesNotContain("d1", output, StringComparison.Ordinal);
    }

    // Empty lists are what a build starts with, for gen; and for explain, the cause.
    static void Refuse(string form, string said, bool empty)
    {
        using var scratch = new Scratch();
        string map = scratch.Write("map", Map);
        foreach (string[] command in (string[][])[["lookup", "", "f1"], ["annotate", "", map], ["diff", map, ""]])
            Assert.Contains(said, Command.Kallsyms(Filled(command, form)).Exited(3).Error, StringComparison.Ordinal);
        foreach (string[] command in (string[][])(empty ? [] : [["gen", ""], ["explain", map, ""]]))
            Assert.Contains(said, Command.Kallsyms(Filled(command, form)).Exited(3).Error, StringComparison.Ordinal);
    }

    static Command Run(string[] command, string file) => Command.Kallsyms(Filled(command, file)).Succeeded();

    static string[] Filled(string[] command, string file) => Array.ConvertAll(command, word => word.Length == 0 ? file : word);

    static string Diff(Scratch scratch, string make)
    {
        scratch.Write("a", Map);
        scratch.Write("b", LaterMap);
        Command.Run("sh", ["-c", $"{{ {make}; }} > diff"], scratch.Directory);
        return File.ReadAllText(scratch["diff"], Encoding.Latin1);
    }

    /// <summary>An image with a table, its map, and a log with an address of it.</summary>
    public sealed class Image : IDisposable
    {
        public Image()
        {
            Command.Require(Tools + "ld");
            Directory.Assemble("program.s", "program.o", Tools);
            Directory.Link("--", Tools + "ld", "-Ttext-segment=0xffff800080000000", "program.o", "-o", "image").Succeeded();
            Directory.Write("map", Directory.Run(Tools + "nm", "-n", "image").Output);
            Directory.Write("log", string.Concat(Directory.Run(Tools + "nm", "image").Output.Split('\n').Select(line => $"[<{line.Split(' ')[0]}>]\n")));
        }

        internal LinkDirectory Directory { get; } = new();

        public void Dispose() => Directory.Dispose();
    }
}
