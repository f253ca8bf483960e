using Kallsyms.Elf;
using Kallsyms.Images.Machines;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>A table that was found in an image, and how far it is proved.</summary>
public sealed class EmbeddedTable
{
    /// <summary>Name of the check against the image's own symbols.</summary>
    internal const string OwnSymbolsCheck = "symtab";

    readonly (long Offset, long Length)?[] _places;
    TableContent? _content;

    internal EmbeddedTable(TableSpec spec, TableBytes bytes, SymbolList symbols, (long Offset, long Length)?[] places, Proof proof)
    {
        (Spec, Bytes, Symbols, _places, Proof) = (spec, bytes, symbols, places, proof);
    }

    /// <summary>Its form. The layout is one whose readers read it, not a claim about the release it was made for.</summary>
    internal TableSpec Spec { get; }

    /// <summary>Its sub-tables as they were read: at their addresses, relocated, and with the base that was found to be right.</summary>
    internal TableBytes Bytes { get; }

    /// <summary>Its symbols, in table order, with the addresses the kernel is linked for; of a memory dump, those it ran at.</summary>
    internal SymbolList Symbols { get; }

    /// <summary>What was checked. Addresses of a table that is not proved may be wrong.</summary>
    public Proof Proof { get; }

    /// <summary>Why its addresses may be wrong, for people; null: they are proved.</summary>
    public string? Doubt => Proof.IsProved ? null
        : Proof.Checks.FirstOrDefault(
            check => check is { Name: OwnSymbolsCheck, Outcome: CheckOutcome.Failed }) is { Evidence: { } evidence }
        ? $"the table contradicts the image's own symbols: {evidence}"
        : $"a table of {Quantity.Of(Symbols.Count, "symbol")} was found, but its addresses are not proved: {Proof}";

    /// <summary>
    /// Whether names, tokens, markers and index are consistent with each other, functions lie where instructions can begin, and names that
    /// come in pairs do. Takes a training of the encoder, once.
    /// </summary>
    public TableContent Content => _content ??= CheckContent();

    /// <summary>It was found by the kallsyms labels of the image's own symbol table.</summary>
    public bool IsLabelled { get; internal init; }

    /// <summary>What the image's own symbol table lists, as nm -n does; null: the image was stripped, or is no ELF file.</summary>
    internal SymbolList? OwnSymbols { get; init; }

    /// <summary>What offsets are relative to, in the encodings that have a base; the image itself may have zero there.</summary>
    public ulong RelativeBase => Bytes.Has(SubTable.RelativeBase)
        ? Spec.Format.Word(Bytes.Exactly(SubTable.RelativeBase, Spec.Format.WordSize), 0)
        : 0;

    /// <summary>Address of the image's first byte, where the image lies in one piece and that is known.</summary>
    public ulong? Origin { get; internal init; }

    /// <summary>The bytes of the image that are this kernel's, as far as they are known; the table's at least.</summary>
    internal (long Start, long End) Range { get; init; }

    /// <summary>The same; where it is not known where the kernel starts, all that may be its own.</summary>
    internal (long Start, long End) Neighbourhood { get; init; }

    /// <summary>The end of <see cref="Range"/> is the kernel's; false: it is no more than the last of its bytes that is known.</summary>
    internal bool EndIsKnown { get; init; }

    /// <summary>Where in the image linux_banner is, by the table itself; null: it does not list it, or there is no such text.</summary>
    internal long? BannerOffset { get; init; }

    /// <summary>Where the table's first byte is that no other table has: of its tokens, or of its names.</summary>
    internal long Place() => (Place(SubTable.TokenIndex) ?? Place(SubTable.Names)!.Value).Offset;

    /// <summary>Names are stored as they are (OpenWrt's option).</summary>
    public bool IsUncompressed => !Bytes.Has(SubTable.TokenTable);

    /// <summary>Holds the table against a list of symbols, as the rules of some release choose and order them.</summary>
    /// <param name="all">What nm -n lists of the kernel, or its System.map.</param>
    /// <param name="release">That release; null: the one that fits best.</param>
    /// <exception cref="KallsymsException">The table does not have the form of that release.</exception>
    internal ImageVerdict Verify(SymbolList all, KernelRelease? release = null) =>
        ImageVerifier.Verify(FullSpec, Symbols, BytesWithTokens, all, release);

    /// <summary>The form of the table as a release writes it.</summary>
    /// <exception cref="KallsymsException">It does not have the form of that release.</exception>
    internal TableSpec FormOf(KernelRelease release) => ImageVerifier.FormOf(FullSpec, Symbols, BytesWithTokens, release);

    // Which symbols were absolute depends on the machine.
    TableSpec FullSpec => Spec with { Machine = Machine };

    TableBytes BytesWithTokens => IsUncompressed ? LiteralTokens.AddTo(Bytes, Spec.Format) : Bytes;

    // A flat image says nothing of its machine.
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

    /// <summary>Where in the image a sub-table is, and its size in bytes; null: the table has no such part.</summary>
    internal (long Offset, long Length)? Place(SubTable part) => _places[(int)part];
}
