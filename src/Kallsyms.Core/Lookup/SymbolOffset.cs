using System.Globalization;

namespace Kallsyms.Lookup;

/// <summary>A place in a symbol as traces write it behind a name: +0x1b, +0x1b/0x40, or decimal (+27), as gdb and bpftrace do.</summary>
/// <param name="Bytes">From the symbol's start.</param>
/// <param name="Size">Bytes of the symbol; null: not said.</param>
readonly record struct SymbolOffset(ulong Bytes, ulong? Size)
{
    /// <summary>Reads what follows the plus sign; null: it is none. Hexadecimal numbers begin with 0x, others are decimal.</summary>
    public static SymbolOffset? Parse(string text)
    {
        int slash = text.IndexOf('/');
        if (slash < 0)
            return Number(text) is ulong bytes ? new(bytes, null) : null;
        return (Number(text[..slash]), Number(text[(slash + 1)..])) is (ulong offset, ulong size) ? new(offset, size) : null;
    }

    /// <summary>Whether a symbol has that place; where the size is said, also its end, to which a call that is last returns.</summary>
    public bool IsIn(KernelSymbol symbol) =>
        Size is null ? Bytes == 0 || Bytes < symbol.Size : Size == symbol.Size && Bytes <= symbol.Size;

    static ulong? Number(string text)
    {
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(isHex ? text.AsSpan(2) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture, out ulong value) ? value : null;
    }
}
