namespace Kallsyms.SourceLines;

/// <summary>A function in a file with debug information.</summary>
/// <param name="Address">Its address: as linked, or in the places assigned to a module's sections.</param>
/// <param name="Size">Its size in bytes, from its symbol.</param>
/// <param name="Section">The number of its section.</param>
readonly record struct DebugFunction(ulong Address, ulong Size, int Section);
