namespace Kallsyms.Diagnosis;

/// <summary>A real build failure of the past (docs/incidents.md) that a verdict refers to.</summary>
/// <param name="Id">Its number there: a class letter and a number.</param>
/// <param name="Title">Where and when.</param>
/// <param name="Source">A commit, a web address or a Message-ID.</param>
public sealed record Incident(string Id, string Title, string Source)
{
    static readonly Incident[] _known =
    [
        new("A1", "ARM veneers, GNU ld, 2015", "commit bd8b22d2888e"),
        new("A2", "ARM Thumb-2 veneers, GNU ld, 2016", "commit b9b74be163a2"),
        new("A3", "powerpc64 stubs, GNU ld, 2016", "commit 7e2b37c971a2"),
        new("A4", "powerpc long and plt branch stubs, v5.8, 2020", "commit 516d980f8541"),
        new("A5", "ARM thunks, ld.lld, 2021", "commit efe6e3068067"),
        new("A6", "ARMv4 thunks, ld.lld 16, 2024", "scripts/mksysmap, 6.8"),
        new("B1", "IA-64 small data sections, 2004", "11886.1087282108@kao2.melbourne.sgi.com"),
        new("B2", "i386 __sched_text_start and __down, 2.6.11-mm2, 2005", "commit 6d30e3a8995c"),
        new("B3", "ARM _edata and __bss_start, 2.6.12-rc4, 2005", "12529.1115875242@kao2.melbourne.sgi.com"),
        new("B4", "ARM without SMP, empty per-cpu section, 2012", "commit 9973290ce20a"),
        new("B7", "x86-64, 24 symbols come and go, 2012", "http://lkml.iu.edu/hypermail/linux/kernel/1207.0/02373.html"),
        new("C2", "section end and next section's start swap, 2005", "1116372428.428a7dccec930@webmail.grupopie.com"),
        new("C5", "ppc32 with --gc-sections, _end in the middle, 2021", "fe5a0d0c-0394-5866-8b92-e91f348a3a2a@huawei.com"),
        new("D1", "labels of the table under KALLSYMS_ALL, 2004", "scripts/kallsyms.c, 2.6.9"),
        new("D2", "kallsyms_seqs_of_names, 2023", "commit ced0f245ed95"),
        new("E1", "SH, init_task at _etext, 2.6.10, 2004", "7184.1104551959@ocs3.ocs.com.au"),
        new("E2", "powerpc allnoconfig, __stop_notes at the page's end, 5.16, 2022", "CADYN=9Kb5CNEMfN_iKW-tBaA65GsHR6-Sp0GA1Vi6H3nVanR4Q@mail.gmail.com"),
        new("E3", "powerpc allnoconfig, \"oscillating and never converges\", 6.1-rc3, 2022", "20221101183717.GB1328619@roeck-us.net"),
        new("F1", "ppc32 _SDA_BASE_, 2.6.7-mm6, 2004", "13859.1089099082@kao2.melbourne.sgi.com"),
        new("F2", "weak labels become PROVIDE(), 6.10-rc, 2024", "commit c442db3f49f2"),
        new("F4", "labels of the compiler in the list, 2015 to 2020", "scripts/mksysmap"),
        new("G1", "riscv64, Rust for Linux, equal size and other contents, 2021", "https://github.com/Rust-for-Linux/linux/issues/502"),
        new("G2", "tokens chosen from a sample, up to 2.6.13", "commit b3dbb4ecd467"),
        new("H1", "BTF joins after the first pass, 6.11", "commit b1a9a5e04767"),
        new("I1", "System.map not written, linux-next, 2022", "20220114174214.1fde716e@canb.auug.org.au"),
        new("I2", "GCC LTO, 2020", "https://github.com/andikleen/linux-misc/issues/35"),
        new("I3", "version string of another length", "http://lkml.iu.edu/hypermail/linux/kernel/1207.0/02373.html"),
        new("I5", "incomplete dependencies, 2005", "8025.1104552935@ocs3.ocs.com.au"),
        new("I7", "ThinLTO hashes in names", "scripts/kallsyms --lto-clang, 6.2"),
        new("J1", "riscv64, one symbol near zero, 2020", "https://github.com/ClangBuiltLinux/linux/issues/1144"),
        new("J2", "ia64, regions farther apart than 2 GiB, 2026", "https://github.com/linux-ia64/linux-ia64/issues/20"),
        new("J5", "__typeid__ names of clang's CFI, 2020 to 2024", "https://github.com/sonyxperiadev/kernel/issues/2613"),
        new("J6", "names of Rust functions, 2021", "Rust-for-Linux pull request 503"),
        new("K1", "LoongArch L0, 2022", "commit c17a2538704f"),
        new("K2", "relaxation that depends on distance", "LLVM pull requests 78692 and 123566"),
        new("L1", "--strip-debug on temporary links only", "commit af73d78bd384"),
        new("L5", "two filters that had to agree, until 2023", "commit 94ff2f63d6a3"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Incident> Known => _known;

    /// <summary>The incident of that number.</summary>
    public static Incident Of(string id) => _known.First(incident => incident.Id == id);

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Title}): {Source}";
}
