using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>How many links a table may take.</summary>
enum LinkMode
{
    /// <summary>Leaves no byte of the table's room unused, as the kernel's own procedure does; takes at most two links as a rule.</summary>
    Exact,

    /// <summary>Links once wherever the room estimated from the inputs is enough; a few bytes may be left over.</summary>
    Single,
}

/// <summary>What <see cref="KernelLink"/> is to do.</summary>
/// <param name="Command">The linker's command line.</param>
/// <param name="Release">The release that determines the table.</param>
sealed record LinkJob(LinkerCommandLine Command, KernelRelease Release)
{
    /// <summary>How many links it may take.</summary>
    public LinkMode Mode { get; init; } = LinkMode.Exact;

    /// <summary>Whether the table has only symbols in the kernel's text ranges.</summary>
    public bool TextOnly { get; init; }

    /// <summary>Overrides the release's encoding of addresses.</summary>
    public AddressEncoding? Encoding { get; init; }

    /// <summary>Overrides whether per-cpu symbols are absolute.</summary>
    public bool? PercpuAbsolute { get; init; }

    /// <summary>The part of a name that the index by name ignores.</summary>
    public LtoSuffix LtoSuffix { get; init; }

    /// <summary>Overrides which sub-tables have labels with a size.</summary>
    public SubTableSet? SizedLabels { get; init; }

    /// <summary>Selects the symbols of System.map if a kernel tree has rules of its own; null for the rules of the release.</summary>
    internal ISymbolFilter? MapFilter { get; init; }

    /// <summary>Whether System.map is as llvm-nm prints it, not nm: they differ in 32-bit addresses of MIPS.</summary>
    internal bool MapByLlvm { get; init; }

    /// <summary>Whether to refuse images with empty names or names with blanks, which the kernel's own tool reads differently.</summary>
    internal bool NamesAreWords { get; init; }

    /// <summary>The target whose objects the table object resembles; null to resemble the other inputs.</summary>
    internal ElfTarget? ObjectLike { get; init; }

    /// <summary>What a tool produces from the linked image, with room kept by an input; null for nothing.</summary>
    internal IImageContents? Contents { get; init; }

    /// <summary>How names are compressed.</summary>
    public Compression Compression { get; init; }

    /// <summary>The file name of the table object, which some linkers record in the symbol table.</summary>
    public string ObjectName { get; init; } = "kallsyms.o";

    /// <summary>The number of links after which to give up.</summary>
    public int MaxPasses { get; init; } = 10;

    /// <summary>Whether to set the build id to what the linker would have written for the patched file.</summary>
    public bool RecomputeBuildId { get; init; }

    /// <summary>Whether to keep the linker's build id instead of failing if its algorithm is unknown.</summary>
    public bool KeepUnknownBuildId { get; init; }

    /// <summary>The path to write System.map to, or null.</summary>
    public string? MapFile { get; init; }

    /// <summary>Where the image will be in the end: messages name it so, and the image of the last build may still be there.</summary>
    internal string Destination { get => field ?? Command.Output; init; }

    /// <summary>The linker's variables, as NAME=VALUE; null: ours.</summary>
    internal IReadOnlyList<string>? Environment { get; init; }

    /// <summary>The descriptors that what the linker prints is forwarded to, of standard output and standard error.</summary>
    internal (int Output, int Error) Messages { get; init; } = (1, 2);

    /// <summary>A directory for what each pass saw, or null.</summary>
    public string? EvidenceDirectory { get; init; }

    /// <summary>
    /// Whether a script lays out the image, as in kernels: the table goes where the script puts it, and the image relocates itself.
    /// Other images leave both to the linker and the loader.
    /// </summary>
    internal bool ScriptPlacesTable => Command.Script is not null;

    /// <summary>Selects the symbols of System.map.</summary>
    internal SymbolList Map(SymbolList all) => MapFilter is { } filter ? filter.Select(all) : SymbolSelection.Map(all, Release.Rules);

    /// <summary>What a build makes the table from.</summary>
    internal SymbolList ToolInput(SymbolList all) => Release.Rules.ToolInput(all, Map);

    /// <summary>Whether per-cpu symbols are absolute in the table.</summary>
    /// <param name="machine">The image's machine.</param>
    /// <param name="startAtZero">Whether they are offsets from 0.</param>
    internal bool TakesPercpuForAbsolute(ElfMachine machine, bool startAtZero) =>
        PercpuAbsolute ?? startAtZero && Release.TableFormat.HasPercpuAbsolute(machine);

    /// <summary>
    /// The form of the table as far as it is known before the first link. Whether per-cpu symbols are absolute is still unknown, but
    /// does not affect the sizes of the sub-tables.
    /// </summary>
    internal TableSpec SpecBeforeLinking(ElfTarget target) =>
        Spec(target.Format, target.Header.Machine, Command.LooksRelocatable || Command.KeepsRelocations, percpu: false);

    /// <summary>The form of the table for an image.</summary>
    internal TableSpec Spec(ElfFormat format, ElfMachine machine, bool relocatable, bool percpu)
    {
        TableFormat table = Release.TableFormat;
        return new(Release, format, machine, Encoding ?? table.Encoding(format, relocatable, percpu), LtoSuffix)
        {
            TableFormat = table with { SizedLabels = SizedLabels ?? table.SizedLabels },
        };
    }
}
