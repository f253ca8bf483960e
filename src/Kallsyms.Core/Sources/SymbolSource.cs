using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.ImageTables;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Sources;

/// <summary>
/// The one way from an input to symbols: any kernel image, packed or not, or a list of symbols as text; a file of any kind, a stream, or
/// bytes. The same input gives the same symbols, the same table and the same doubts to whoever asks.
/// </summary>
/// <remarks>
/// An input with a table keeps its file open; lists do not. Symbols stay valid after disposal, ranges of <see cref="Image"/> do not.
/// </remarks>
public sealed class SymbolSource : IDisposable
{
    SymbolSource(string name, SourceKind kind, SymbolListFile? list = null, KernelImage? image = null, ImageTable? imageTable = null) =>
        (Name, Kind, List, Image, ImageTable) = (name, kind, list, image, imageTable);

    /// <summary>What messages call the input.</summary>
    public string Name { get; }

    /// <summary>What the input is.</summary>
    public SourceKind Kind { get; }

    /// <summary>The image with all its kernels; null: the input is a list, or a program.</summary>
    public KernelImage? Image { get; }

    /// <summary>The kernel that is meant; null: the input is a list.</summary>
    public Kernel? Kernel => Image?.Chosen;

    /// <summary>The list that was read; null: the input is an image.</summary>
    internal SymbolListFile? List { get; }

    /// <summary>The table with its form, bytes and proof; null: the input is a list, or an image without a table.</summary>
    public EmbeddedTable? Table => Image?.Table;

    /// <summary>The table of a program, in the layout image; null: the input is something else.</summary>
    internal ImageTable? ImageTable { get; }

    /// <summary>What speaks against the symbols, for people; null: nothing does.</summary>
    public string? Doubt => ImageTable is { } program ? program.Doubt : Table?.Doubt;

    /// <summary>The symbols in the order of the table or list.</summary>
    /// <exception cref="KallsymsException">There are none.</exception>
    internal SymbolList Symbols => List?.Symbols ?? ImageTable?.Symbols ?? RequireTable().Symbols;

    /// <summary>Addresses have 64 bits.</summary>
    /// <exception cref="KallsymsException">There are no symbols.</exception>
    public bool Is64 => List?.IsWide ?? ImageTable?.Is64 ?? RequireTable().Spec.Format.Is64;

    /// <summary>Opens a file of any kind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trust">Which symbols are good enough.</param>
    /// <param name="choice">Which kernel of the input is meant; null: the one that a rule finds.</param>
    /// <exception cref="KallsymsException">
    /// The input cannot be read (<see cref="ErrorKind.Unreadable"/>); it has no symbols, or none of that trust
    /// (<see cref="ErrorKind.Negative"/>).
    /// </exception>
    public static SymbolSource Open(string path, Trust trust = Trust.Proved, KernelChoice? choice = null) =>
        Require(Inspect(SourceFile.Open(path), choice), trust);

    /// <summary>Reads a stream to its end; <paramref name="name"/> is what messages call it.</summary>
    /// <exception cref="KallsymsException">As for files.</exception>
    public static SymbolSource Open(Stream stream, string name, Trust trust = Trust.Proved, KernelChoice? choice = null) =>
        Require(Inspect(SourceFile.Copy(stream, name), choice), trust);

    /// <summary>Reads bytes in memory; <paramref name="name"/> is what messages call them.</summary>
    /// <exception cref="KallsymsException">As for files.</exception>
    public static SymbolSource Open(ReadOnlyMemory<byte> bytes, string name, Trust trust = Trust.Proved, KernelChoice? choice = null) =>
        Require(Inspect(ByteSource.FromMemory(bytes, name), choice), trust);

    /// <summary>The same for a stream; cancelled between two reads, it throws.</summary>
    internal static SymbolSource Open(Stream stream, string name, CancellationToken cancellation) =>
        Require(Inspect(SourceFile.Copy(stream, name, cancellation)), Trust.Proved);

    /// <summary>Opens an input whatever it has, also one without symbols; the source closes the bytes.</summary>
    /// <exception cref="KallsymsException">It cannot be read, or has no such kernel.</exception>
    internal static SymbolSource Inspect(ByteSource input, KernelChoice? choice = null)
    {
        if (ReadList(input) is { } list)
        {
            using (input)
                return new(input.Name, SourceKind.List, list);
        }
        ImageTable? program = FindImageTable(input);
        if (OpenImage(input, choice, mayFail: program is not null) is not { } image)
            return new(input.Name, SourceKind.Program, imageTable: program);
        // A kernel may hold a program with a table of its own, and a shell may hold a program.
        bool isPacked = image.Chosen.Layers.Count > 1;
        program = image.Table is not null ? null : program ?? (isPacked ? ImageTableFinder.Find(image.Image.Bytes.Source) : null);
        if (program is null)
        {
            RefuseDamaged(image);
            return new(input.Name, SourceKinds.Of(image), image: image);
        }
        using (image)
            return new(input.Name, SourceKind.Program, imageTable: program with { Source = input.Name });
    }

    /// <summary>The source itself, if its symbols are good enough; otherwise it is closed.</summary>
    /// <exception cref="KallsymsException">It has no symbols, or none of that trust; the message says what is known.</exception>
    public static SymbolSource Require(SymbolSource source, Trust trust)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            if (source is { ImageTable: not null, Doubt: { } doubt } && trust == Trust.Proved)
                throw new KallsymsException(ErrorKind.Negative, doubt, source.Name);
            if (source is { List: null, ImageTable: null })
                _ = trust == Trust.Proved ? source.RequireProved() : source.RequireTable();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The table.</summary>
    /// <exception cref="KallsymsException">There is none.</exception>
    public EmbeddedTable RequireTable() => Table ?? throw new KallsymsException(
        ErrorKind.Negative,
        Image is { } image ? image.Absence + WayOut.Of(Kind, image)
        : List is not null ? "is a list of symbols, not an image with a table"
        : "has a table in the layout image; this command is for kernels'", Name);

    /// <summary>The table, if its place is proved.</summary>
    /// <exception cref="KallsymsException">There is none, or it is not proved; the message says what is known.</exception>
    public EmbeddedTable RequireProved() =>
        Doubt is { } doubt ? throw new KallsymsException(ErrorKind.Negative, doubt, Name) : RequireTable();

    /// <inheritdoc/>
    public void Dispose() => Image?.Dispose();

    // That it is no kernel says nothing of a program whose table is damaged.
    static void RefuseDamaged(KernelImage image)
    {
        if (image is not { Absence.Reason: AbsenceReason.NoKernel })
            return;
        if (ImageTableFinder.FindDamage(image.Image.Bytes.Source) is { } damage)
        {
            image.Dispose();
            throw damage;
        }
    }

    static ImageTable? FindImageTable(ByteSource input)
    {
        try
        {
            return ImageTableFinder.Find(input);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    // Null: it cannot be read as a kernel, and need not.
    static KernelImage? OpenImage(ByteSource input, KernelChoice? choice, bool mayFail)
    {
        try
        {
            return KernelImage.Open(input, choice: choice);
        }
        catch (KallsymsException) when (mayFail)
        {
            return null;
        }
    }

    // The only place where a list is told from an image.
    static SymbolListFile? ReadList(ByteSource input)
    {
        try
        {
            SymbolListFile? list = SymbolListFile.TryRead(input);
            return list is { Symbols.Count: 0 }
                ? throw new KallsymsException(ErrorKind.Unreadable, "is empty: a list of symbols was expected", input.Name) : list;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }
}
