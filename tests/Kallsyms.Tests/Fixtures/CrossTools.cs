namespace Kallsyms.Tests.Fixtures;

/// <summary>
/// One machine, word size and byte order, and the binutils for it: a new machine is a line here and one in tests/kernels/packages.txt, and
/// all tests of machines have it.
/// </summary>
/// <param name="Prefix">What the names of its tools start with.</param>
/// <param name="Assembler">Options of its assembler.</param>
/// <param name="Linker">Options of its linker.</param>
sealed record CrossTools(string Prefix, string[] Assembler, string[] Linker)
{
    /// <summary>All of them, one line each.</summary>
    public static IReadOnlyList<CrossTools> All { get; } =
    [
        Of("x86_64-linux-gnu-"),
        Of("x86_64-linux-gnu-", "--x32", "-m elf32_x86_64"),
        Of("i686-linux-gnu-"),
        Of("arm-linux-gnueabi-"),
        Of("arm-linux-gnueabi-", "-EB", "-EB"),
        Of("aarch64-linux-gnu-"),
        Of("aarch64-linux-gnu-", "-EB", "-EB"),
        Of("riscv64-linux-gnu-", "-mabi=lp64 -march=rv64ima"),
        Of("riscv64-linux-gnu-", "-mabi=lp64d -march=rv64gc"),
        Of("riscv64-linux-gnu-", "-mabi=ilp32 -march=rv32imac", "-m elf32lriscv"),
        Of("powerpc-linux-gnu-"),
        Of("powerpc64-linux-gnu-"),
        Of("powerpc64le-linux-gnu-"),
        Of("s390x-linux-gnu-"),
        Of("mips-linux-gnu-"),
        Of("mipsel-linux-gnu-"),
        Of("mips64-linux-gnuabi64-"),
        Of("mips64el-linux-gnuabi64-"),
        Of("m68k-linux-gnu-"),
        Of("hppa-linux-gnu-"),
        Of("hppa64-linux-gnu-"),
        Of("sparc64-linux-gnu-"),
        Of("sparc64-linux-gnu-", "-32", "-m elf32_sparc"),
        Of("alpha-linux-gnu-"),
        Of("sh4-linux-gnu-"),
        Of("arc-linux-gnu-"),
    ];

    /// <summary>The tools whose assembler and linker need no options, by prefix.</summary>
    public static IEnumerable<string> Plain => All.Where(tools => tools.Assembler.Length == 0).Select(tools => tools.Prefix);

    public string As => Prefix + "as";

    public string Ld => Prefix + "ld";

    public string Nm => Prefix + "nm";

    /// <summary>Skips the test where they are not installed.</summary>
    public void Require() => Command.Require(As, Ld, Nm);

    public override string ToString() => Prefix + string.Join(' ', Assembler);

    /// <summary>The tools that a test's data names.</summary>
    public static CrossTools Named(string name) => All.Single(tools => tools.ToString() == name);

    static CrossTools Of(string prefix, string assembler = "", string linker = "") => new(
        prefix, assembler.Split(' ', StringSplitOptions.RemoveEmptyEntries), linker.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
