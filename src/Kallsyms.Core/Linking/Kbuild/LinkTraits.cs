namespace Kallsyms.Linking.Kbuild;

/// <summary>How the known versions of scripts/link-vmlinux.sh differ, as far as it affects the finished image.</summary>
[Flags]
enum LinkTraits
{
    /// <summary>No special traits.</summary>
    None = 0,

    /// <summary>The exported symbols' object is linked only for kernels with modules; otherwise always.</summary>
    ExportsWithModulesOnly = 1,

    /// <summary>CONFIG_KLP_BUILD links vmlinux.o.</summary>
    LivePatchBuild = 2,

    /// <summary>CONFIG_GENERIC_BUILTIN_DTB adds .builtin-dtbs.o.</summary>
    BuiltinDeviceTrees = 4,

    /// <summary>CONFIG_ARCH_WANTS_PRE_LINK_VMLINUX adds an object after the table.</summary>
    ArchitectureObject = 8,

    /// <summary>The output is the fourth argument; otherwise vmlinux.</summary>
    OutputIsArgument = 16,

    /// <summary>WARN_ON_UNUSED_TRACEPOINTS examines vmlinux.o first.</summary>
    TracepointCheck = 32,

    /// <summary>sorttable gets a list of symbols with their sizes.</summary>
    SortWithSymbols = 64,

    /// <summary>BTF is made by scripts/gen-btf.sh, which does not modify the image it reads.</summary>
    BtfScript = 128,

    /// <summary>BTF ids are resolved only if CONFIG_BPF is set.</summary>
    BtfIdsWithBpfOnly = 256,

    /// <summary>The image that BTF is made from is called .tmp_vmlinux.btf; otherwise .tmp_vmlinux1.</summary>
    BtfImageOfItsOwn = 512,

    /// <summary>The tool gets an option for addresses relative to a base (CONFIG_KALLSYMS_BASE_RELATIVE).</summary>
    BaseRelativeOption = 1024,

    /// <summary>The tool gets an option for addresses relative to their own place (64-bit or relocatable kernels).</summary>
    PlaceRelativeOption = 2048,

    /// <summary>The tool gets an option for clang's LTO.</summary>
    LtoOption = 4096,

    /// <summary>The tool gets an option for per-cpu symbols that are offsets from 0.</summary>
    PercpuOption = 8192,

    /// <summary>resolve_btfids is told to fail on a warning if CONFIG_WERROR is set.</summary>
    BtfFatalWarnings = 16384,

    /// <summary>With clang's LTO, the index by name ignores what follows the first dot of a name, not only ".llvm.".</summary>
    LtoCutsAtDot = 32768,

    /// <summary>__pi_$ symbols are kept in System.map.</summary>
    KeepsPiMarks = 65536,

    /// <summary>The tool reads words, not lines: it loses what follows a blank in a name, and the line after an empty name.</summary>
    ReadsWords = 131072,
}

/// <summary>Questions about traits.</summary>
static class LinkTraitsQueries
{
    /// <summary>A script has one.</summary>
    public static bool Has(this LinkTraits traits, LinkTraits trait) => (traits & trait) != 0;
}
