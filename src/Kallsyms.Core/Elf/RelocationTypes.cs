namespace Kallsyms.Elf;

/// <summary>
/// The relocations of a machine and word size that a table needs (the machines' ELF supplements; numbers as in elf.h). A value of 0
/// means that the machine has none.
/// </summary>
/// <param name="WithAddend">Whether objects use SHT_RELA; otherwise addends are in place (SHT_REL).</param>
/// <param name="Word">An address-sized absolute address.</param>
/// <param name="Place32">The 32-bit distance from the place to the target.</param>
/// <param name="Relative">In a linked image: load address plus addend.</param>
readonly record struct RelocationTypes(bool WithAddend, uint Word, uint Place32, uint Relative)
{
    /// <summary>A 32-bit address on machines with 64-bit addresses, as used for offsets into debug sections. 0 if it is not used.</summary>
    public uint Absolute32 { get; init; }

    /// <summary>On machines without <see cref="Place32"/>: adds an address to 32 bits, paired with <see cref="Sub32"/>.</summary>
    public uint Add32 { get; init; }

    /// <summary>Subtracts an address from 32 bits.</summary>
    public uint Sub32 { get; init; }

    /// <summary>The number of bytes after the place from which <see cref="Place32"/> is measured.</summary>
    public int PlaceBias { get; init; }

    /// <summary>Whether objects use SHT_RELA but leave the addends in place.</summary>
    public bool AddendsInPlace { get; init; }

    /// <summary>Whether a type is the second half of a pair that expresses a distance: it names the place, not the target.</summary>
    public bool IsSecondHalf(uint type) => type == Sub32 && Sub32 != 0;
}
