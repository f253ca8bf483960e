namespace Kallsyms.Dwarf;

/// <summary>A function and a line in it.</summary>
/// <param name="Function">Its name, mangled if that form is available; null if unknown.</param>
/// <param name="File">The file with its directory, as given to the compiler; null if unknown.</param>
/// <param name="Line">The line, counted from 1; 0 if unknown.</param>
/// <param name="Directory">The directory in which the compiler ran.</param>
readonly record struct SourcePlace(string? Function, string? File, uint Line, string Directory);
