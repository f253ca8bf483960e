namespace Kallsyms.ImageTables;

/// <summary>The byte that ends a name and says its type; all are below 0x20, where no character of a name is.</summary>
static class TypeCode
{
    /// <summary>Ends the name of an entry that is no symbol: nothing is known from its address on.</summary>
    public const byte Gap = 0x1f;

    /// <summary>The lowest byte that may be in a name.</summary>
    public const byte FirstOfNames = 0x20;

    static ReadOnlySpan<byte> Letters => "TtDdBbRrWwVvAaSsGguinNpCc?"u8;

    /// <summary>The code of nm's letter.</summary>
    public static byte Of(byte letter) => (byte)(Letters.IndexOf(letter) is >= 0 and int index ? index + 1 : Letters.Length);

    /// <summary>nm's letter; null: the code is that of no symbol.</summary>
    public static byte? Letter(byte code) => code >= 1 && code <= Letters.Length ? Letters[code - 1] : null;
}
