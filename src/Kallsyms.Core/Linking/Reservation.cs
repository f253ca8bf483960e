using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>Room for a table.</summary>
/// <param name="Sizes">Bytes for each sub-table.</param>
/// <param name="Anchor">The symbol that the placeholder's relocations refer to.</param>
/// <param name="Measured">The sizes were read off an image; otherwise they are a guess made before the first link.</param>
readonly record struct Reservation(TableSizes Sizes, string Anchor, bool Measured)
{
    /// <summary>Whether a table may be patched into this room.</summary>
    public bool Accepts(TableSizes needed, LinkMode mode) =>
        needed == Sizes || needed.FitsInto(Sizes) && (Measured || mode == LinkMode.Single);

    /// <summary>
    /// Room for the next link. Once measured it never shrinks: a symbol that is in the table only as long as the table is small would
    /// otherwise come and go for ever.
    /// </summary>
    public Reservation Next(TableSizes needed, string anchor) => new(Measured ? Sizes.Max(needed) : needed, anchor, Measured: true);
}
