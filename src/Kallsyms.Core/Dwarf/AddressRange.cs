namespace Kallsyms.Dwarf;

/// <summary>Addresses from one on, up to and without another.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The one behind the last.</param>
readonly record struct AddressRange(ulong Start, ulong End);
