using Kallsyms.Elf;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Programs;

/// <summary>A table layout for images that are not Linux kernels, with its options.</summary>
interface IProgramLayout
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>
    /// Makes an object with room for the first link: what the previous image needed, what the inputs suggest, or no room at all.
    /// </summary>
    /// <param name="target">The machine.</param>
    /// <param name="command">The link. Its output is the previous image, which may be missing or be anything.</param>
    /// <param name="inputs">The input files of the link.</param>
    ElfObject FirstRoom(ElfTarget target, LinkerCommandLine command, IEnumerable<string> inputs);

    /// <summary>Makes the table of an image.</summary>
    /// <param name="image">The image, which has room for some table.</param>
    /// <param name="symbols">Its symbol table.</param>
    /// <exception cref="KallsymsException">The image cannot have a table.</exception>
    IProgramTable Make(ElfFile image, ElfSymbols symbols);
}

/// <summary>The table of an image.</summary>
interface IProgramTable
{
    /// <summary>The number of symbols in it.</summary>
    int Symbols { get; }

    /// <summary>Bytes of its names, where names are a part of it.</summary>
    int? NameBytes => null;

    /// <summary>Names that were left out because their address has a better one.</summary>
    int Aliases => 0;

    /// <summary>Names that were cut.</summary>
    int Cut => 0;

    /// <summary>A line for each part of the choice that chose nothing.</summary>
    IReadOnlyList<string> Unused => [];

    /// <summary>Makes an object with room for it.</summary>
    /// <param name="target">The machine.</param>
    /// <param name="address">
    /// The address of the room in the image; what depends on it is the same wherever the linker puts the room.
    /// </param>
    ElfObject Room(ElfTarget target, ulong address);

    /// <summary>It may lie in more room than it needs.</summary>
    bool TakesMoreRoom => false;

    /// <summary>Writes its bytes.</summary>
    /// <param name="address">The address it is written for.</param>
    /// <param name="room">The number of bytes available.</param>
    byte[] Write(ulong address, int room);

    /// <summary>Throws where the bytes that were read back from the image say something else.</summary>
    /// <param name="written">These bytes.</param>
    /// <param name="address">Where they lie.</param>
    /// <param name="path">The image.</param>
    void Check(byte[] written, ulong address, string path);
}
