namespace Kallsyms.Linking.Kbuild;

/// <summary>In what the known versions of scripts/link-vmlinux.sh differ, as far as the finished image shows it.</summary>
[Flags]
enum LinkTraits
{
    /// <summary>Nothing of note.</summary>
    None = 0,

    /// <summary>The exported symbols' object is linked for kernels with modules only; otherwise always.</summary>
    ExportsWithModulesOnly = 1,

    /// <summary>CONFIG_KLP_BUILD links vmlinux.o.</summary>
    LivePatchBuild = 2,

    /// <summary>CONFIG_GENERIC_BUILTIN_DTB adds .builtin-dtbs.o.</summary>
    BuiltinDeviceTrees = 4,

    /// <summary>CONFIG_ARCH_WANTS_PRE_LINK_VMLINUX adds an object behind the table.</summary>
    ArchitectureObject = 8,

    /// <summary>The output is the fourth argument; otherwise vmlinux.</summary>
    OutputIsArgument = 16,

    /// <summary>WARN_ON_UNUSED_TRACEPOINTS looks at vmlinux.o first.</summary>
    TracepointCheck = 32,

    /// <summary>sorttable is given a list of symbols with their sizes.</summary>
    SortWithSymbols = 64,

    /// <summary>BTF is made by scripts/gen-btf.sh, which leaves the image it reads alone.</summary>
    BtfScript = 128,

    /// <summary>BTF ids are filled in only if CONFIG_BPF is set.</summary>
    BtfIdsWithBpfOnly = 256,

    /// <summary>The image that BTF is made from is called .tmp_vmlinux.btf; otherwise .tmp_vmlinux1.</summary>
    BtfImageOfItsOwn = 512,

    /// <summary>The tool is told whether addresses are relative to a base (CONFIG_KALLSYMS_BASE_RELATIVE).</summary>
    BaseRelativeOption = 1024,

    /// <summary>The tool is told whether addresses are relative to their own place (64-bit or relocatable kernels).</summary>
    PlaceRelativeOption = 2048,

    /// <summary>The tool is told of clang's LTO.</summary>
    LtoOption = 4096,

    /// <summary>The tool is told of per-cpu symbols that are offsets from 0.</summary>
    PercpuOption = 8192,

    /// <summary>resolve_btfids is told to fail on a warning where CONFIG_WERROR is set.</summary>
    BtfFatalWarnings = 16384,

    /// <summary>With clang's LTO, the index by name ignores what follows the first dot of a name, not only ".llvm.".</summary>
    LtoCutsAtDot = 32768,

    /// <summary>__pi_$ symbols are not left out of System.map.</summary>
    KeepsPiMarks = 65536,

    /// <summary>The tool reads words, not lines: what follows a blank in a name is lost, and so is the line behind an empty name.</summary>
    ReadsWords = 131072,
}
