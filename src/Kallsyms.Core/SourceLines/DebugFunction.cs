namespace Kallsyms.SourceLines;

/// <summary>A function of a file with debug information.</summary>
/// <param name="Address">Where it is: as linked, or in the places that a module's sections were given.</param>
/// <param name="Size">Its size, as its symbol says.</param>
/// <param name="Section">The number of its section.</param>
readonly record struct DebugFunction(ulong Address, ulong Size, int Section);
