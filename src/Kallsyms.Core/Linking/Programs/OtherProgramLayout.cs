using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Estimate;
using Kallsyms.OtherTables;
using Kallsyms.OtherTables.Parts;

namespace Kallsyms.Linking.Programs;

/// <summary>The layouts of kernels other than Linux, whose readers find the parts of a table by their labels.</summary>
/// <param name="kernel">The kernel.</param>
/// <param name="allSymbols">For Xen, whether to list all symbols rather than only those of text.</param>
sealed class OtherProgramLayout(OtherKernel kernel, bool allSymbols) : IProgramLayout
{
    /// <inheritdoc/>
    public string Name => kernel.Name;

    /// <inheritdoc/>
    public ElfObject FirstRoom(ElfTarget target, LinkerCommandLine command, IEnumerable<string> inputs)
    {
        OtherTable empty = kernel.Empty(target, inputs);
        OtherTable? previous = Previous(command.Output);
        bool isAlike = previous is not null && empty.Labels.Select(label => label.Name).SequenceEqual(
            previous.Labels.Select(label => label.Name));
        return (isAlike ? previous! : Estimated(target, command, inputs, empty) ?? empty).ToRoom(target);
    }

    // Only an exact estimate helps: the table must fill its room exactly, and only another link can change that.
    OtherTable? Estimated(ElfTarget target, LinkerCommandLine command, IEnumerable<string> inputs, OtherTable empty)
    {
        EstimateKind kind = kernel.ListsFunctionsAlone ? EstimateKind.Functions : EstimateKind.LocalsBehindFiles;
        return SymbolEstimate.Make(command, empty.ToRoom(target), kind: kind) is { Symbols.Count: > 0 } estimate
            ? kernel.Estimate(target, inputs, estimate.Symbols, allSymbols) : null;
    }

    /// <inheritdoc/>
    public IProgramTable Make(ElfFile image, ElfSymbols symbols) =>
        // The table's addresses are those of the file; nothing would relocate them with the image.
        image.Header.Type == ElfType.Shared ? throw new KallsymsException(ErrorKind.Negative,
            $"is position-independent, and --layout {Name} has fixed addresses; link with -no-pie", image.Name)
        : new Table(kernel.Build(image, allSymbols));

    OtherTable? Previous(string output)
    {
        try
        {
            using ElfFile image = ElfFile.Open(output);
            return kernel.Build(image, allSymbols);
        }
        catch (KallsymsException)
        {
            // There is no previous image, or it cannot be read.
            return null;
        }
    }

    sealed class Table(OtherTable table) : IProgramTable
    {
        public int Symbols => table.Entries;

        public ElfObject Room(ElfTarget target, ulong address) => table.ToRoom(target);

        public byte[] Write(ulong address, int room) => table.At(address);

        // Its bytes alone: nothing else reads such a table here.
        public void Check(byte[] written, ulong address, string path)
        {
            if (!written.AsSpan().SequenceEqual(table.At(address)))
                throw new KallsymsException(
                    ErrorKind.Unreadable, "the table in the image is not the one that was written: is the disk damaged?", path);
        }
    }
}
