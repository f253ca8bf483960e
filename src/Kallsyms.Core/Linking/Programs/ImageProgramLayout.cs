using Kallsyms.Elf;
using Kallsyms.ImageTables;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Programs;

/// <summary>Makes tables in the layout image.</summary>
sealed class ImageProgramLayout(ImageTableOptions options) : IProgramLayout
{
    /// <inheritdoc/>
    public string Name => "image";

    /// <inheritdoc/>
    public ElfObject FirstRoom(ElfTarget target, LinkerCommandLine command, IEnumerable<string> inputs) =>
        ImageTableObject.Make(target, PreviousRoom(command.Output) ?? ImageTableHeader.Length);

    /// <inheritdoc/>
    public IProgramTable Make(ElfFile image, ElfSymbols symbols)
    {
        (ImageSymbols chosen, ImageTableContent content) = options.Content(image, symbols);
        return new Table(chosen, content, new(content));
    }

    static int? PreviousRoom(string output)
    {
        try
        {
            using ByteSource previous = ByteSource.OpenFile(output);
            return ImageTableFinder.Find(previous)?.Header.Size;
        }
        catch (KallsymsException)
        {
            // There is no previous image, or it cannot be read.
            return null;
        }
    }

    sealed class Table(ImageSymbols chosen, ImageTableContent content, ImageTableWriter writer) : IProgramTable
    {
        public int Symbols => content.Symbols.Count();

        public int? NameBytes => writer.NameBytes;

        public int Aliases => chosen.Aliases;

        public int Cut => chosen.Cut;

        public IReadOnlyList<string> Unused => chosen.Unused;

        public bool TakesMoreRoom => true;

        public ElfObject Room(ElfTarget target, ulong address) => ImageTableObject.Make(target, writer.Size(address));

        public byte[] Write(ulong address, int room) => writer.Write(address, room);

        public void Check(byte[] written, ulong address, string path)
        {
            if (!ImageTableVerifier.IsSame(ImageTableReader.Read(written, path).Content, content))
                throw new InvalidOperationException("the table that was written says something else than it was made from");
        }
    }
}
