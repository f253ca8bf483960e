using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>
/// OpenWrt's option CONFIG_KALLSYMS_UNCOMPRESSED omits the token table: every code stands for itself. Given such tokens, the reader
/// needs no special case.
/// </summary>
static class LiteralTokens
{
    /// <summary>Returns the table with these tokens.</summary>
    public static TableBytes AddTo(TableBytes table, ElfFormat format)
    {
        TableBytes bytes = table.Copy();
        var text = new byte[511]; // token 0 is empty, since no name contains a NUL
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
