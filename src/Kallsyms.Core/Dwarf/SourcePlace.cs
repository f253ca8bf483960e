namespace Kallsyms.Dwarf;

/// <summary>A function, and the line of it that is meant.</summary>
/// <param name="Function">Its name, as linkers have it where that is known; null: not known.</param>
/// <param name="File">The file, as the compiler was given it, with its directory; null: not known.</param>
/// <param name="Line">The line, counted from 1; 0: not known.</param>
/// <param name="Directory">The directory that the compiler ran in.</param>
readonly record struct SourcePlace(string? Function, string? File, uint Line, string Directory);
