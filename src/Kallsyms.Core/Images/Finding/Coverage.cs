namespace Kallsyms.Images.Finding;

/// <summary>How much of a table's content is vouched for elsewhere in the image.</summary>
/// <param name="Names">The number of symbols whose name stands elsewhere in the image as a string of its own.</param>
/// <param name="Addresses">The number of symbols whose address stands elsewhere in the image as a word of its own.</param>
/// <param name="Symbols">The number of all symbols.</param>
public sealed record Coverage(int Names, int Addresses, int Symbols);
