using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>
/// The symbol that a placeholder's relocations refer to. Addends of those relocations that the linker copies to the image are corrected
/// with its address.
/// </summary>
/// <param name="Symbol">
/// _text if the image has it, as in objects of the kernel's own tool; otherwise the label of the table's addresses.
/// </param>
readonly record struct Anchor(string Symbol)
{
    /// <summary>Chooses the anchor for a table.</summary>
    /// <param name="spec">The table's form.</param>
    /// <param name="hasText">Whether the image has the symbol _text.</param>
    public static Anchor Choose(TableSpec spec, bool hasText) => new(hasText ? TableObject.TextSymbol : spec.AddressTable.Label());

    /// <summary>Returns its address in an image.</summary>
    public ulong AddressIn(LinkedImage image, Table table) => Symbol == TableObject.TextSymbol
        ? table.Symbols.Text ?? 0
        : image.Labels.Address(table.Spec.AddressTable) ?? 0;
}
