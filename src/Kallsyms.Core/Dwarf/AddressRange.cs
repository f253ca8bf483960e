namespace Kallsyms.Dwarf;

/// <summary>A range of addresses.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The address after the last.</param>
readonly record struct AddressRange(ulong Start, ulong End);
