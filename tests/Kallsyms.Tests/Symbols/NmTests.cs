using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Symbols;

/// <summary>kallsyms map --all prints what nm -n prints, byte for byte.</summary>
[RunsKallsyms]
public class NmTests
{
    static readonly Dictionary<string, string> _collation = new() { ["LC_ALL"] = "C" };

    public static TheoryData<string> Machines => [.. CrossTools.Plain];

    [Theory]
    [MemberData(nameof(Machines))]
    public void EveryKindOfSymbolIsListedAsByNm(string prefix)
    {
        Command.Require(prefix + "as", prefix + "ld", prefix + "nm");
        using var scratch = new Scratch();
        string source = scratch.Write("a.s", SampleSymbols.Source + SampleSymbols.Special(prefix));
        // -L keeps local labels, which compilers' output would not have.
        Command.Run(prefix + "as", ["-L", "-o", scratch["a.o"], source]).Succeeded();
        AssertSame(prefix, scratch["a.o"]);
        (string Output, string[] Options)[] links =
        [
            ("r.o", ["-r"]), ("x", ["--unresolved-symbols=ignore-all", "-e", "0"]), ("lib.so", ["-shared"]), ("pie", ["-pie", "--unresolved-symbols=ignore-all", "-e", "0"]),
        ];
        int linked = 0;
        foreach ((string output, string[] options) in links)
        {
            if (Command.Run(prefix + "ld", [.. options, "-o", scratch[output], scratch["a.o"]]).Status != 0)
                continue;
            AssertSame(prefix, scratch[output]);
            linked++;
        }
        Assert.True(linked > 0, "no kind of image could be linked");
    }

    // Of MIPS, nm prints addresses from 0x80000000 on with sixteen digits; a tree may list its kernel by either.
    [Theory]
    [InlineData("mips-linux-gnu-nm", false)]
    [InlineData("llvm-nm", true)]
    public void AMapIsAsTheTreesNmPrintsIt(string nm, bool byLlvm)
    {
        Command.Require("mips-linux-gnu-as", "mips-linux-gnu-ld", nm);
        using var scratch = new Scratch();
        string source = scratch.Write("a.s", ".globl _start, next\n_start: nop\nnext: nop\n");
        Command.Run("mips-linux-gnu-as", ["-o", scratch["a.o"], source]).Succeeded();
        Command.Run("mips-linux-gnu-ld", ["-Ttext=0x80100000", "-o", scratch["a"], scratch["a.o"]]).Succeeded();
        using ElfFile file = ElfFile.Open(scratch["a"]);
        SymbolList symbols = ElfSymbolReader.Read(file);
        Assert.Equal(
            Command.Run(nm, ["-n", scratch["a"]], environment: _collation).Succeeded().Output,
            System.Text.Encoding.ASCII.GetString(SystemMap.Text(symbols, file, byLlvm).Span));
    }

    [Fact]
    public void FilesOfThisSystemAreListedAsByNm()
    {
        string[] files = [.. Directories().SelectMany(Files).Take(400)];
        int compared = 0;
        foreach (string file in files)
        {
            Command nm = Nm("x86_64-linux-gnu-", file);
            if (nm.Status != 0 || nm.OutputBytes.Length == 0)
                continue;
            AssertSame("x86_64-linux-gnu-", file);
            compared++;
        }
        Assert.SkipWhen(files.Length == 0, "no objects of the compiler or the C library are installed");
        Assert.True(compared > 0, "none of them has symbols");
    }

    [Theory]
    [InlineData("arm-linux-gnueabi")]
    [InlineData("aarch64-linux-gnu")]
    [InlineData("riscv64-linux-gnu")]
    [InlineData("powerpc-linux-gnu")]
    [InlineData("powerpc64-linux-gnu")]
    [InlineData("mips-linux-gnu")]
    [InlineData("s390x-linux-gnu")]
    public void ObjectsOfOtherMachinesCompilersAreListedAsByNm(string machine)
    {
        Command.Require(machine + "-nm");
        string directory = $"/usr/lib/gcc-cross/{machine}";
        string[] files = !Directory.Exists(directory) ? [] : [.. Directory.EnumerateFiles(directory, "crt*.o", SearchOption.AllDirectories)];
        Assert.SkipWhen(files.Length == 0, $"no compiler for {machine} is installed");
        foreach (string file in files)
            AssertSame(machine + "-", file);
    }

    static void AssertSame(string prefix, string file)
    {
        string expected = Nm(prefix, file).Succeeded().Output;
        string ours = Command.Kallsyms(["map", "--all", file]).Succeeded().Output;
        if (expected == ours)
            return;
        string[] theirLines = expected.Split('\n');
        string[] ourLines = ours.Split('\n');
        Assert.Fail($"{file}: nm only: {string.Join("; ", theirLines.Except(ourLines).Take(5))}; ours only: {string.Join("; ", ourLines.Except(theirLines).Take(5))}");
    }

    static Command Nm(string prefix, string file) => Command.Run(prefix + "nm", ["-n", file], environment: _collation);

    static string[] Directories() => [.. new[] { "/usr/lib/gcc/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu" }.Where(Directory.Exists)];

    // Compilers' objects with code for a linker plugin are not ELF files to nm.
    static IEnumerable<string> Files(string directory) => Directory.EnumerateFiles(directory, "*.o", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
        .Order(StringComparer.Ordinal).Where(file => !file.Contains("/plugin/", StringComparison.Ordinal));
}
