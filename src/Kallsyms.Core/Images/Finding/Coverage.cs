namespace Kallsyms.Images.Finding;

/// <summary>How much of a table's content something else in the image vouches for.</summary>
public sealed class Coverage
{
    internal Coverage(int names, int addresses, int symbols) => (Names, Addresses, Symbols) = (names, addresses, symbols);

    /// <summary>Symbols whose name stands elsewhere in the image, as a string of its own.</summary>
    public int Names { get; }

    /// <summary>Symbols whose address stands elsewhere in the image, as a word of its own.</summary>
    public int Addresses { get; }

    /// <summary>All symbols.</summary>
    public int Symbols { get; }
}
