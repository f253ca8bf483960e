using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>How many links a table may take.</summary>
enum LinkMode
{
    /// <summary>
    /// No byte of the table's room is left over: what the kernel's own procedure ends with, in at most two links as a rule.
    /// </summary>
    Exact,

    /// <summary>One link wherever the room estimated from the inputs is enough; a few bytes may be left over.</summary>
    Single,
}

/// <summary>What <see cref="KernelLink"/> is asked to do.</summary>
/// <param name="Command">The linker's command line.</param>
/// <param name="Release">The release whose table it is.</param>
sealed record LinkJob(LinkerCommandLine Command, KernelRelease Release)
{
    /// <summary>How many links it may take.</summary>
    public LinkMode Mode { get; init; } = LinkMode.Exact;

    /// <summary>Only symbols in the kernel's text ranges.</summary>
    public bool TextOnly { get; init; }

    /// <summary>Overrides the encoding that the release's kernels use.</summary>
    public AddressEncoding? Encoding { get; init; }

    /// <summary>Overrides whether per-cpu symbols are absolute.</summary>
    public bool? PercpuAbsolute { get; init; }

    /// <summary>What part of a name the index by name ignores.</summary>
    public LtoSuffix LtoSuffix { get; init; }

    /// <summary>Overrides which parts have labels with a size.</summary>
    public SubTableSet? SizedLabels { get; init; }

    /// <summary>Which symbols System.map has, where a kernel tree tells by itself; null for the rules of the release.</summary>
    internal ISymbolFilter? MapFilter { get; init; }

    /// <summary>The kernel's own tool makes something else of names that are empty or have blanks: such images are refused.</summary>
    internal bool NamesAreWords { get; init; }

    /// <summary>What the table object is like; null for an object like the other inputs.</summary>
    internal ElfTarget? ObjectLike { get; init; }

    /// <summary>What a tool makes from the linked image, and an input keeps room for; null for nothing.</summary>
    internal IImageContents? Contents { get; init; }

    /// <summary>How names are compressed.</summary>
    public Compression Compression { get; init; }

    /// <summary>File name of the table object, which some linkers record in the symbol table.</summary>
    public string ObjectName { get; init; } = "kallsyms.o";

    /// <summary>Links after which to give up.</summary>
    public int MaxPasses { get; init; } = 10;

    /// <summary>Makes the build id what the linker would have written for the patched file.</summary>
    public bool RecomputeBuildId { get; init; }

    /// <summary>If the algorithm of the id is unknown, keeps the linker's id instead of failing.</summary>
    public bool KeepUnknownBuildId { get; init; }

    /// <summary>Where to write System.map, or null.</summary>
    public string? MapFile { get; init; }

    /// <summary>What the last build linked, if it is still there: a hint, nothing more.</summary>
    internal string LastImage { get => field ?? Command.Output; init; }

    /// <summary>A directory for what each pass saw, or null.</summary>
    public string? EvidenceDirectory { get; init; }

    /// <summary>
    /// A script lays the image out, as in kernels: the table goes where the script puts it, and the image relocates itself. Other images
    /// leave both to the linker and the loader.
    /// </summary>
    internal bool IsKernel => Command.Script is not null;

    /// <summary>The symbols of System.map.</summary>
    internal SymbolList Map(SymbolList all) => MapFilter is { } filter ? filter.Select(all) : SymbolSelection.Map(all, Release.Rules);

    /// <summary>What a build makes the table from.</summary>
    internal SymbolList ToolInput(SymbolList all) => Release.Rules.TableReadsMap ? Map(all) : all;

    /// <summary>Whether per-cpu symbols are absolute in the table.</summary>
    /// <param name="machine">The image's machine.</param>
    /// <param name="startAtZero">They are offsets from 0.</param>
    internal bool TakesPercpuForAbsolute(ElfMachine machine, bool startAtZero) =>
        PercpuAbsolute ?? startAtZero && Release.TableFormat.HasPercpuAbsolute(machine);

    /// <summary>
    /// The form of the table, as far as it is known before the first link. Whether per-cpu symbols are absolute is not; it makes no
    /// difference for the sizes of the table's parts.
    /// </summary>
    internal TableSpec SpecBeforeLinking(ElfTarget target) =>
        Spec(target.Format, target.Header.Machine, Command.LooksRelocatable || Command.KeepsRelocations, percpu: false);

    /// <summary>The form of the table of an image.</summary>
    internal TableSpec Spec(ElfFormat format, ElfMachine machine, bool relocatable, bool percpu)
    {
        TableFormat table = Release.TableFormat;
        return new(Release, format, machine, Encoding ?? table.Encoding(format, relocatable, percpu), LtoSuffix)
        {
            TableFormat = table with { SizedLabels = SizedLabels ?? table.SizedLabels },
        };
    }
}
