using System.Text.RegularExpressions;

namespace Kallsyms.Diagnosis;

/// <summary>A real build failure of the past (docs/incidents.md) that a verdict refers to.</summary>
/// <param name="Id">Its number there: a letter and a number. The letter is that of the class that it was told under, which need not be its cause's.</param>
/// <param name="Title">Where and when.</param>
/// <param name="Source">A commit, a web address, a Message-ID, or a file and the release that has the answer.</param>
/// <param name="Cure">What to do about its like. All of them also go away with <c>kallsyms link</c>, where it says so.</param>
sealed record Incident(string Id, string Title, string Source, string Cure)
{
    const string Stubs =
        "leave the stubs out of the table: add their pattern to the ignore list (scripts/mksysmap; lld's thunks are in it from "
        + "6.8 on), or link until nothing changes; kallsyms link does that";

    const string Labels =
        "put the label behind the padding in the linker script (. = ALIGN(n); before label = .;), or order the table without "
        + "nm's help, as kernels from 2.6.25 and kallsyms link do";

    const string Room =
        "more passes cannot help: kallsyms link keeps the room of a table from shrinking, which settles it in every case known; "
        + "CONFIG_KALLSYMS_ALL=y, or a few bytes more or less of .rodata, avoid it";

    const string Tokens =
        "generate the table once more and compare contents, not sizes; kallsyms link writes it in place";

    const string OwnLabels =
        "exclude every label that the table object defines (automatic from 6.4 on), or have all of them in every pass (6.11 on)";

    const string Patterns =
        "add the pattern to the ignore list of both filters, anchored, with its dots escaped";

    const string Optimiser =
        "run the optimiser once (ld -r to one object), and link only that object in every pass";

    const string Tree =
        "rebuild from a tree that nothing else writes to; link all passes with one version object";

    const string Outlier =
        "move the outlier, make it absolute or leave it out; place-relative tables (7.0 on) reach 2 GiB to both sides";

    const string LongNames =
        "raise KSYM_NAME_LEN (512 from 6.1 on), or leave these names out on purpose";

    static readonly Incident[] _known =
    [
        new("A1", "ARM veneers, GNU ld, 2015", "commit bd8b22d2888e", Stubs),
        new("A2", "ARM Thumb-2 veneers, GNU ld, 2016", "commit b9b74be163a2", Stubs) { Sign = "_from_(arm|thumb)$" },
        new("A3", "powerpc64 stubs, GNU ld, 2016", "commit 7e2b37c971a2", Stubs),
        new(
            "A4", "powerpc long and plt branch stubs, v5.8, 2020", "commit 516d980f8541",
            Stubs) { Sign = "_branch|\\.plt_call\\.|^__plt_|^__gep_setup_|^__toc_save_" },
        new("A5", "ARM thunks, ld.lld, 2021", "commit efe6e3068067", Stubs) { Sign = "^__[A-Za-z0-9]*Thunk_" },
        new("A6", "ARMv4 thunks, ld.lld 16, 2024", "scripts/mksysmap, 6.8", Stubs) { Sign = "^__ARMv4PILong(BX)?Thunk_" },
        new(
            "B1", "IA-64 small data sections, 2004", "11886.1087282108@kao2.melbourne.sgi.com",
            "nothing between the first two passes; at the last one, link once more (KALLSYMS_EXTRA_PASS=1), or use kallsyms "
            + "link"),
        new(
            "B2", "i386 __sched_text_start and __down, 2.6.11-mm2, 2005", "commit 6d30e3a8995c",
            Labels) { Sign = "^__sched_text_start$" },
        new("B3", "ARM _edata and __bss_start, 2.6.12-rc4, 2005", "12529.1115875242@kao2.melbourne.sgi.com", Labels),
        new("B4", "ARM without SMP, empty per-cpu section, 2012", "commit 9973290ce20a", Labels) { Sign = "^(__per_cpu_|__data_loc$)" },
        new("B7", "x86-64, 24 symbols come and go, 2012", "http://lkml.iu.edu/hypermail/linux/kernel/1207.0/02373.html", Room),
        new(
            "B8", "riscv64, Rust for Linux, equal size and other contents, 2021", "https://github.com/Rust-for-Linux/linux/issues/502",
            Tokens),
        new(
            "C2", "section end and next section's start swap, 2005", "1116372428.428a7dccec930@webmail.grupopie.com",
            "put the label behind the padding in the linker script, or order equal addresses by name as kernels from 2.6.25 "
            + "on and kallsyms link do"),
        new(
            "C5", "ppc32 with --gc-sections, _end in the middle, 2021", "fe5a0d0c-0394-5866-8b92-e91f348a3a2a@huawei.com",
            "link the last time with the options of the measured links: --strip-debug, --gc-sections and the linker script "
            + "must be the same"),
        new("D1", "labels of the table under KALLSYMS_ALL, 2004", "scripts/kallsyms.c, 2.6.11", OwnLabels),
        new("D2", "kallsyms_seqs_of_names, 2023", "commit ced0f245ed95", OwnLabels) { Sign = "^kallsyms_seqs_of_names$" },
        new(
            "E1", "SH, init_task at _etext, 2.6.10, 2004", "7184.1104551959@ocs3.ocs.com.au",
            "do not count what stands at _etext or _einittext (2.6.11 on); CONFIG_KALLSYMS_ALL=y avoids the question"),
        new(
            "E2", "powerpc allnoconfig, __stop_notes at the page's end, 5.16, 2022", "CADYN=9Kb5CNEMfN_iKW-tBaA65GsHR6-Sp0GA1Vi6H3nVanR4Q@mail.gmail.com",
            Room),
        new(
            "E3", "powerpc allnoconfig, \"oscillating and never converges\", 6.1-rc3, 2022", "20221101183717.GB1328619@roeck-us.net",
            Room),
        new(
            "F1", "ppc32 _SDA_BASE_, 2.6.7-mm6, 2004", "13859.1089099082@kao2.melbourne.sgi.com",
            "leave _SDA_BASE_ and _SDA2_BASE_ out of the table (2.6.8 on)"),
        new(
            "F2", "weak labels become PROVIDE(), 6.10-rc, 2024", "commit c442db3f49f2",
            "define the labels in the same way in every pass: a table from an empty list in the first one (6.11 on, and "
            + "kallsyms link)"),
        new("F3", "s390 with KASAN, .LASANPC labels, 2019", "commit 33177f01ca3f", Patterns) { Sign = "^\\.LASANPC" },
        new("F4", "labels of the compiler in the list, 2015 to 2020", "scripts/mksysmap, 5.7", Patterns),
        new("G2", "tokens chosen from a sample, up to 2.6.13", "commit b3dbb4ecd467", Tokens),
        new(
            "H1", "BTF joins after the first pass, 6.11", "commit b1a9a5e04767",
            "generate the other section before the passes, or give it its final size in all of them; at an early pass this is "
            + "normal"),
        new(
            "I1", "System.map not written, linux-next, 2022", "20220114174214.1fde716e@canb.auug.org.au",
            "make the map again from the image itself: kallsyms map vmlinux > System.map"),
        new("I2", "GCC LTO, 2020", "https://github.com/andikleen/linux-misc/issues/35", Optimiser),
        new("I3", "version string of another length", "http://lkml.iu.edu/hypermail/linux/kernel/1207.0/02373.html", Tree),
        new("I5", "incomplete dependencies, 2005", "8025.1104552935@ocs3.ocs.com.au", Tree),
        new("I7", "ThinLTO hashes in names", "scripts/kallsyms.c, 6.2", Optimiser) { Sign = "\\.llvm\\." },
        new("J1", "riscv64, one symbol near zero, 2020", "https://github.com/ClangBuiltLinux/linux/issues/1144", Outlier),
        new("J2", "ia64, regions farther apart than 2 GiB, 2026", "https://github.com/linux-ia64/linux-ia64/issues/20", Outlier),
        new("J3", "arm, a 33-bit value for a 32-bit target, lkl, 2016", "https://github.com/lkl/linux/issues/229", Outlier),
        new("J5", "__typeid__ names of clang's CFI, 2020 to 2024", "https://github.com/sonyxperiadev/kernel/issues/2613", LongNames),
        new(
            "J6", "names of Rust functions, 2021", "https://github.com/Rust-for-Linux/linux/pull/503",
            LongNames) { Sign = "^(_R|_ZN.*17h)" },
        new(
            "K1", "LoongArch L0, 2022", "commit c17a2538704f",
            "filter assembler labels (L0) in both lists, or strip the temporary links as the final one"),
        new(
            "K2", "relaxation that depends on distance", "https://github.com/llvm/llvm-project/pull/78692",
            "link with --no-relax, or measure again until the sizes of all functions are the same twice"),
        new(
            "L1", "--strip-debug on temporary links only", "commit af73d78bd384",
            "nothing, where what a build compares is equal; else link with the same options each time (--strip-debug, -S, -X)"),
        new(
            "L5", "two filters that had to agree, until 2023", "commit 94ff2f63d6a3",
            "nothing: what a build compares is equal. Use one filter for both lists (6.1 on)"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Incident> Known => _known;

    /// <summary>Where to read about it.</summary>
    public Uri Link => new(
        Source.Contains("://", StringComparison.Ordinal) ? Source
        : Source.StartsWith("commit ", StringComparison.Ordinal) ? "https://git.kernel.org/torvalds/c/" + Source["commit ".Length..]
        : Source.Contains('@', StringComparison.Ordinal) ? "https://lore.kernel.org/r/" + Source
        : $"https://elixir.bootlin.com/linux/v{Source[(Source.IndexOf(' ') + 1)..]}/source/{Source[..Source.IndexOf(',')]}");

    // A pattern of names that tells it from others of its kind; null: none does.
    string? Sign { get; init; }

    /// <summary>The incident of that number.</summary>
    public static Incident Of(string id) => _known.First(incident => incident.Id == id);

    /// <summary>The first of some incidents whose sign one of the names has; where none has, the last.</summary>
    internal static Incident Like(IReadOnlyList<string> names, params ReadOnlySpan<string> ids)
    {
        foreach (string id in ids[..^1])
        {
            if (Of(id) is { Sign: { } sign } incident && names.Any(name => Regex.IsMatch(name, sign)))
                return incident;
        }
        return Of(ids[^1]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Title}): {Link}";
}
