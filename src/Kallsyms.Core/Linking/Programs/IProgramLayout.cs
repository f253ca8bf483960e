using Kallsyms.Elf;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Programs;

/// <summary>A layout for the tables of images that are no Linux kernels, with all that was chosen of it.</summary>
interface IProgramLayout
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>An object with room for the first link: what the previous image needed, what the inputs tell, or none at all.</summary>
    /// <param name="target">The machine.</param>
    /// <param name="command">The link; its output is the previous image, may be missing, or be anything.</param>
    /// <param name="inputs">Files of the link.</param>
    ElfObject FirstRoom(ElfTarget target, LinkerCommandLine command, IEnumerable<string> inputs);

    /// <summary>The table that an image makes.</summary>
    /// <param name="image">The image, which has room for some table.</param>
    /// <param name="symbols">Its symbol table.</param>
    /// <exception cref="KallsymsException">It makes none.</exception>
    IProgramTable Make(ElfFile image, ElfSymbols symbols);
}

/// <summary>The table that an image makes.</summary>
interface IProgramTable
{
    /// <summary>Symbols in it.</summary>
    int Symbols { get; }

    /// <summary>Bytes of its names, where names are a part of it.</summary>
    int? NameBytes { get; }

    /// <summary>Names that were left out because their address has a better one.</summary>
    int Aliases { get; }

    /// <summary>Names that were cut.</summary>
    int Cut { get; }

    /// <summary>A line for each part of the choice that chose nothing.</summary>
    IReadOnlyList<string> Unused { get; }

    /// <summary>An object with room for it.</summary>
    /// <param name="target">The machine.</param>
    /// <param name="address">Where the room lies in the image; what depends on it is the same wherever the linker puts it.</param>
    ElfObject Room(ElfTarget target, ulong address);

    /// <summary>It may lie in more room than it needs.</summary>
    bool TakesMoreRoom { get; }

    /// <summary>Its bytes.</summary>
    /// <param name="address">Where it lies.</param>
    /// <param name="room">How many bytes there are for it.</param>
    byte[] Write(ulong address, int room);

    /// <summary>Says no to bytes in the image that say something else.</summary>
    void Check(byte[] written, string path);
}
