namespace Kallsyms.Elf;

/// <summary>An instruction by which a machine's code is recognised (the machines' instruction set manuals).</summary>
/// <param name="Is64">Whether it saves or moves words of 64 bits, as opposed to 32; null if both widths have it.</param>
/// <param name="Align">The alignment of instructions, from the start of the kernel.</param>
/// <param name="Bytes">Its bytes in memory order, at most eight, in hexadecimal; ? is any half byte.</param>
readonly record struct CodeIdiom(bool? Is64, int Align, string Bytes);
