using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>
/// OpenWrt's option CONFIG_KALLSYMS_UNCOMPRESSED leaves the token table out: every code stands for itself. Given such tokens, the reader
/// needs to know nothing of it.
/// </summary>
static class LiteralTokens
{
    /// <summary>The same table with them.</summary>
    public static TableBytes AddTo(TableBytes table, ElfFormat format)
    {
        TableBytes bytes = table.Copy();
        var text = new byte[511]; // token 0 is empty: no name has a NUL
        var index = new byte[512];
        for (int code = 1; code < 256; code++)
        {
            text[code * 2 - 1] = (byte)code;
            format.PutU16(index, code * 2, (ushort)(code * 2 - 1));
        }
        bytes.Set(SubTable.TokenTable, 0, text);
        bytes.Set(SubTable.TokenIndex, 0, index);
        return bytes;
    }
}
