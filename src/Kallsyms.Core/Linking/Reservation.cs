using Kallsyms.Elf;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Linking;

/// <summary>Room for a table.</summary>
/// <param name="Sizes">The number of bytes for each sub-table.</param>
/// <param name="Anchor">The symbol that the placeholder's relocations refer to.</param>
/// <param name="Measured">Whether the sizes were read from an image; otherwise they are an estimate made before the first link.</param>
readonly record struct Reservation(TableSizes Sizes, Anchor Anchor, bool Measured)
{
    /// <summary>
    /// The sizes are those of the last build's table. Room that is left over stays in the image, and is not to depend on that.
    /// </summary>
    public bool Remembered { get; init; }

    /// <summary>Room for a table without symbols, used as a guess if the inputs do not tell.</summary>
    public static Reservation ForNoSymbols(TableSpec spec) =>
        new(Table.SizesOf(spec, new(TokenTable.Empty, [], [0])), Anchor.Choose(spec, hasText: false), Measured: false);

    /// <summary>Makes the object that reserves this room in an image.</summary>
    public ElfObject MakePlaceholder(LinkJob job, ElfTarget target) => TableObject.Placeholder(
        job.SpecBeforeLinking(target), target, Sizes, Anchor.Symbol, job.Command.KeepsRelocations, asKernel: job.ScriptPlacesTable);

    /// <summary>Whether a table may be patched into this room.</summary>
    public bool Accepts(TableSizes needed, LinkMode mode) =>
        needed == Sizes || !Remembered && needed.FitsInto(Sizes) && (Measured || mode == LinkMode.Single);

    /// <summary>
    /// Room for the next link. Once measured it never shrinks: otherwise a symbol that is listed only while the table is small could
    /// come and go forever.
    /// </summary>
    public Reservation Next(Table needed) => new(
        Measured ? Sizes.Max(needed.Sizes) : needed.Sizes, Anchor.Choose(needed.Spec, needed.Symbols.Text is not null), Measured: true);
}
