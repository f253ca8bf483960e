using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>
/// The symbol that a placeholder's relocations refer to. What the linker keeps of them in the image is mended by its address there.
/// </summary>
/// <param name="Symbol">
/// _text where the image has one, as in objects of the kernel's own tool; otherwise the label of the table's addresses.
/// </param>
readonly record struct Anchor(string Symbol)
{
    /// <summary>That of a table.</summary>
    /// <param name="spec">The table's form.</param>
    /// <param name="hasText">The image has the symbol _text.</param>
    public static Anchor Choose(TableSpec spec, bool hasText) => new(hasText ? TableObject.TextSymbol : spec.AddressTable.Label());

    /// <summary>Its address in an image.</summary>
    public ulong AddressIn(LinkedImage image, Table table) => Symbol == TableObject.TextSymbol
        ? table.Symbols.Text ?? 0
        : image.Labels.Address(table.Spec.AddressTable) ?? 0;
}
