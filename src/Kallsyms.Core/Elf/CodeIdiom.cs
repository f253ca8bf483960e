namespace Kallsyms.Elf;

/// <summary>An instruction by which code of a machine is recognised (the machines' instruction set manuals).</summary>
/// <param name="Is64">It saves or moves words of 64 bits; false: of 32; null: both widths have it.</param>
/// <param name="Align">Instructions are at multiples of it, from the start of the kernel.</param>
/// <param name="Bytes">Its bytes in memory, at most eight, hexadecimal; ? is any half byte.</param>
readonly record struct CodeIdiom(bool? Is64, int Align, string Bytes);
