using System.Globalization;

namespace Kallsyms.Lookup;

/// <summary>An offset into a symbol as traces write it after a name: +0x1b, +0x1b/0x40, or decimal (+27), as in gdb and bpftrace.</summary>
/// <param name="Bytes">The number of bytes from the symbol's start.</param>
/// <param name="Size">The size of the symbol in bytes, or null if not stated.</param>
readonly record struct SymbolOffset(ulong Bytes, ulong? Size)
{
    /// <summary>
    /// Parses the text after the plus sign; returns null if it is not an offset. Numbers are decimal unless they begin with 0x.
    /// </summary>
    public static SymbolOffset? Parse(string text)
    {
        int slash = text.IndexOf('/');
        if (slash < 0)
            return Number(text) is ulong bytes ? new(bytes, null) : null;
        return (Number(text[..slash]), Number(text[(slash + 1)..])) is (ulong offset, ulong size) ? new(offset, size) : null;
    }

    /// <summary>
    /// Whether a symbol contains that offset. If the size is stated, its end counts as well, since a final call returns there.
    /// </summary>
    public bool IsIn(KernelSymbol symbol) =>
        Size is null ? Bytes == 0 || Bytes < symbol.Size : Size == symbol.Size && Bytes <= symbol.Size;

    static ulong? Number(string text)
    {
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(isHex ? text.AsSpan(2) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture, out ulong value) ? value : null;
    }
}
