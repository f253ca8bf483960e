namespace Kallsyms.ImageTables;

/// <summary>The byte that ends a name and gives its type; all are below 0x20, where no character of a name is.</summary>
static class TypeCode
{
    /// <summary>Ends the name of an entry that is not a symbol: nothing is known from its address on.</summary>
    public const byte Gap = 0x1f;

    /// <summary>The lowest byte that may occur in a name.</summary>
    public const byte FirstOfNames = 0x20;

    static ReadOnlySpan<byte> Letters => "TtDdBbRrWwVvAaSsGguinNpCc?"u8;

    /// <summary>Returns the code of nm's letter.</summary>
    public static byte Of(byte letter) => (byte)(Letters.IndexOf(letter) is >= 0 and int index ? index + 1 : Letters.Length);

    /// <summary>Returns nm's letter; null if the code is not that of a symbol.</summary>
    public static byte? Letter(byte code) => code >= 1 && code <= Letters.Length ? Letters[code - 1] : null;
}
