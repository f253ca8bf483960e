using Kallsyms.Elf;
using Kallsyms.Images.Machines;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>A table found in an image, with its proof.</summary>
public sealed class EmbeddedTable
{
    /// <summary>The name of the check against the image's own symbols.</summary>
    internal const string OwnSymbolsCheck = "symtab";

    readonly (long Offset, long Length)?[] _places;
    TableContent? _content;

    internal EmbeddedTable(TableSpec spec, TableBytes bytes, SymbolList symbols, (long Offset, long Length)?[] places, Proof proof)
    {
        (Spec, Bytes, Symbols, _places, Proof) = (spec, bytes, symbols, places, proof);
    }

    /// <summary>The form of the table. Its layout is one that reads the table correctly, not a claim about the kernel's release.</summary>
    internal TableSpec Spec { get; }

    /// <summary>The sub-tables as read: at their addresses, relocated, and with the base that proved right.</summary>
    internal TableBytes Bytes { get; }

    /// <summary>The symbols in table order, at link-time addresses; in a memory dump, at run-time addresses.</summary>
    internal SymbolList Symbols { get; }

    /// <summary>The checks that were made. Addresses of a table that is not proved may be wrong.</summary>
    public Proof Proof { get; }

    /// <summary>Why the addresses may be wrong, for people; null if they are proved.</summary>
    public string? Doubt => Proof.IsProved ? null
        : Proof.Checks.FirstOrDefault(
            check => check is { Name: OwnSymbolsCheck, Outcome: CheckOutcome.Failed }) is { Evidence: { } evidence }
        ? $"the table contradicts the image's own symbols: {evidence}"
        : $"a table of {Quantity.Of(Symbols.Count, "symbol")} was found, but its addresses are not proved: {Proof}";

    /// <summary>
    /// Whether names, tokens, markers and index agree with each other, functions lie where instructions can begin, and names that come
    /// in pairs are paired. Computed once, by training the encoder.
    /// </summary>
    public TableContent Content => _content ??= CheckContent();

    /// <summary>Whether the table was found by the kallsyms labels of the image's own symbol table.</summary>
    public bool IsLabelled { get; internal init; }

    /// <summary>The image's own symbol table, as nm -n lists it; null if the image is stripped or not an ELF file.</summary>
    internal SymbolList? OwnSymbols { get; init; }

    /// <summary>The base of relative offsets, in encodings that have one. The image itself may hold zero there.</summary>
    public ulong RelativeBase => Bytes.Has(SubTable.RelativeBase)
        ? Spec.Format.Word(Bytes.Exactly(SubTable.RelativeBase, Spec.Format.WordSize), 0)
        : 0;

    /// <summary>The address of the image's first byte, if the image is contiguous and the address is known.</summary>
    public ulong? Origin { get; internal init; }

    /// <summary>The kernel's known range of bytes in the image, covering at least the table.</summary>
    internal (long Start, long End) Range { get; init; }

    /// <summary>The same range, extended to everything that may be the kernel's if its start is unknown.</summary>
    internal (long Start, long End) Neighbourhood { get; init; }

    /// <summary>
    /// Whether the end of <see cref="Range"/> is that of the kernel; otherwise it is the end of the last byte known to be its own.
    /// </summary>
    internal bool EndIsKnown { get; init; }

    /// <summary>
    /// The image offset of linux_banner according to the table; null if the table does not list it or no such text is there.
    /// </summary>
    internal long? BannerOffset { get; init; }

    /// <summary>
    /// The offset of the first byte that belongs to this table alone: of its token index, or of its names if it has none.
    /// </summary>
    internal long Place() => (Place(SubTable.TokenIndex) ?? Place(SubTable.Names)!.Value).Offset;

    /// <summary>Whether names are stored uncompressed (an OpenWrt option).</summary>
    public bool IsUncompressed => !Bytes.Has(SubTable.TokenTable);

    /// <summary>Compares the table with a list of symbols, selected and ordered by the rules of a release.</summary>
    /// <param name="all">All symbols of the kernel, as nm -n or its System.map lists them.</param>
    /// <param name="release">The release whose rules apply, or null for the one that fits best.</param>
    /// <exception cref="KallsymsException">The table does not have the format of that release.</exception>
    internal ImageVerdict Verify(SymbolList all, KernelRelease? release = null) =>
        ImageVerifier.Verify(FullSpec, Symbols, BytesWithTokens, all, release);

    /// <summary>Returns the format of the table as a release writes it.</summary>
    /// <exception cref="KallsymsException">The table does not have the format of that release.</exception>
    internal TableSpec FormOf(KernelRelease release) => ImageVerifier.FormOf(FullSpec, Symbols, BytesWithTokens, release);

    // Which symbols were absolute depends on the machine.
    TableSpec FullSpec => Spec with { Machine = Machine };

    TableBytes BytesWithTokens => IsUncompressed ? LiteralTokens.AddTo(Bytes, Spec.Format) : Bytes;

    // A flat image does not state its machine.
    ElfMachine Machine => Spec.Machine == ElfMachine.None ? MachineGuess.Find(Symbols, Spec.Format.Is64) : Spec.Machine;

    TableContent CheckContent()
    {
        try
        {
            TableContent content = TableContent.Check(Spec, Bytes, Symbols);
            string? objection = content.State == ContentState.Damaged ? null
                : KnownLetters.Objection(Symbols) ?? CompanionNames.Objection(Symbols) ?? FunctionPlaces.Objection(Machine, Symbols);
            return objection is null ? content : new(ContentState.Damaged, objection);
        }
        catch (KallsymsException e)
        {
            return new(ContentState.Damaged, e.Message);
        }
    }

    /// <summary>The image offset and size in bytes of a sub-table; null if the table has no such part.</summary>
    internal (long Offset, long Length)? Place(SubTable part) => _places[(int)part];
}
