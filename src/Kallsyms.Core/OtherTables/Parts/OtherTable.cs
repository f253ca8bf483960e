using Kallsyms.Elf;

namespace Kallsyms.OtherTables.Parts;

/// <summary>A table of another kernel as its compiler or assembler would make it: read-only data with labels.</summary>
/// <param name="Entries">The number of symbols in it.</param>
/// <param name="Format">Word size and byte order.</param>
/// <param name="Alignment">Its alignment in bytes.</param>
/// <param name="Contents">Its bytes, with zeros for pointers.</param>
/// <param name="Labels">The labels of its parts, in order.</param>
/// <param name="Pointers">Words that hold the address of another place in it.</param>
sealed record OtherTable(
    int Entries, ElfFormat Format, int Alignment, byte[] Contents, IReadOnlyList<ObjectLabel> Labels, IReadOnlyList<InnerPointer> Pointers)
{
    /// <summary>Returns an object with the table, for a linker that decides its address.</summary>
    public ElfObject ToObject(ElfTarget target) => new(target, ".rodata", Alignment, (byte[])Contents.Clone(), Labels,
        Pointers.Select(pointer =>
            new ObjectRelocation(pointer.Offset, target.Relocations.Word, Labels[0].Name, pointer.Target - Labels[0].Offset)).ToArray());

    /// <summary>Returns an object that reserves room for it.</summary>
    public ElfObject ToRoom(ElfTarget target) => new(target, ".rodata", Alignment, new byte[Contents.Length], Labels, []);

    /// <summary>Returns its bytes at an address.</summary>
    public byte[] At(ulong address)
    {
        var bytes = (byte[])Contents.Clone();
        foreach ((int offset, int target) in Pointers)
            Format.PutWord(bytes, offset, address + (ulong)target);
        return bytes;
    }
}

/// <summary>A word of a table that holds the address of another place in it.</summary>
/// <param name="Offset">The offset of the word, in bytes from the start.</param>
/// <param name="Target">The offset of what it points to, in bytes from the start.</param>
readonly record struct InnerPointer(int Offset, int Target);
