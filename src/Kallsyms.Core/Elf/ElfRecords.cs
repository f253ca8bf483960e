namespace Kallsyms.Elf;

/// <summary>The fields of an ELF header that matter here, widened to 64 bits.</summary>
/// <param name="Type">e_type.</param>
/// <param name="Machine">e_machine.</param>
/// <param name="Flags">e_flags: for example the float ABI on RISC-V, the ABI version on ARM and PowerPC.</param>
/// <param name="OsAbi">EI_OSABI.</param>
/// <param name="AbiVersion">EI_ABIVERSION.</param>
/// <param name="Entry">e_entry.</param>
readonly record struct ElfHeader(ElfType Type, ElfMachine Machine, uint Flags, byte OsAbi, byte AbiVersion, ulong Entry);

/// <summary>A section header, widened to 64 bits.</summary>
/// <param name="Index">Index in the section header table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">sh_type.</param>
/// <param name="Flags">sh_flags.</param>
/// <param name="Address">sh_addr.</param>
/// <param name="Offset">sh_offset: where its bytes start in the file.</param>
/// <param name="Size">sh_size in bytes.</param>
/// <param name="Link">sh_link.</param>
/// <param name="Info">sh_info.</param>
/// <param name="Alignment">sh_addralign.</param>
/// <param name="EntrySize">sh_entsize.</param>
sealed record ElfSection(
    int Index, string Name, SectionType Type, SectionFlags Flags, ulong Address, long Offset, long Size,
    int Link, int Info, ulong Alignment, long EntrySize)
{
    /// <summary>Whether an address lies within the section's memory.</summary>
    public bool Covers(ulong address) => address - Address < (ulong)Size;
}

/// <summary>A program header, widened to 64 bits.</summary>
/// <param name="Type">p_type; 1 is PT_LOAD, 2 PT_DYNAMIC, 4 PT_NOTE.</param>
/// <param name="Offset">p_offset.</param>
/// <param name="Address">p_vaddr.</param>
/// <param name="PhysicalAddress">p_paddr.</param>
/// <param name="FileSize">p_filesz.</param>
/// <param name="MemorySize">p_memsz.</param>
readonly record struct ElfSegment(
    uint Type, long Offset, ulong Address, ulong PhysicalAddress, long FileSize, ulong MemorySize)
{
    /// <summary>Its bytes are loaded (PT_LOAD).</summary>
    public bool IsLoaded => Type == 1;

    /// <summary>It has a byte of the file at this address.</summary>
    public bool HasByteOf(ulong address) => IsLoaded && address - Address < (ulong)FileSize;
}

/// <summary>A symbol, widened to 64 bits; its name stays an offset into the string table.</summary>
/// <param name="NameOffset">st_name.</param>
/// <param name="Value">st_value.</param>
/// <param name="Size">st_size.</param>
/// <param name="Type">Low half of st_info.</param>
/// <param name="Binding">High half of st_info.</param>
/// <param name="Other">st_other.</param>
/// <param name="Section">
/// st_shndx with extended indexes resolved; reserved values are reported as <see cref="SectionIndex"/> names them.
/// </param>
readonly record struct ElfSymbol(
    int NameOffset, ulong Value, ulong Size, SymbolType Type, SymbolBinding Binding, byte Other, int Section)
{
    /// <summary>Whether it is invisible outside of the image (STV_INTERNAL or STV_HIDDEN).</summary>
    public bool IsHidden => (Other & 3) is 1 or 2;
}

/// <summary>A relocation, widened to 64 bits.</summary>
/// <param name="Offset">r_offset.</param>
/// <param name="Symbol">Symbol index of r_info.</param>
/// <param name="Type">Relocation type of r_info; on 64-bit MIPS the first of its three types.</param>
/// <param name="Addend">r_addend; 0 if addends are in place.</param>
readonly record struct ElfRelocation(ulong Offset, int Symbol, uint Type, long Addend);
