namespace Kallsyms.Images.Finding;

/// <summary>How much of a table's content something else in the image vouches for.</summary>
/// <param name="Names">Symbols whose name stands elsewhere in the image, as a string of its own.</param>
/// <param name="Addresses">Symbols whose address stands elsewhere in the image, as a word of its own.</param>
/// <param name="Symbols">All symbols.</param>
public sealed record Coverage(int Names, int Addresses, int Symbols);
