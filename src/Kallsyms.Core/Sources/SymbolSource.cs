using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Finding;
using Kallsyms.ImageTables;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Sources;

/// <summary>
/// The one way from an input to symbols: a kernel image, compressed or not, or a list of symbols as text, given as any kind of file, a
/// stream, or bytes. All callers get the same symbols, table and doubts for the same input.
/// </summary>
/// <remarks>
/// An input with a table keeps its file open; a list does not. Symbols stay valid after disposal, ranges of <see cref="Image"/> do not.
/// </remarks>
public sealed class SymbolSource : IDisposable
{
    readonly Lazy<OwnSymbolTable?> _own;

    SymbolSource(string name, SourceKind kind, SymbolListFile? list = null, KernelImage? image = null, ImageTable? imageTable = null)
    {
        (Name, Kind, List, Image, ImageTable) = (name, kind, list, image, imageTable);
        _own = new(() => image is { Table: null } ? OwnSymbolTable.Read(image.Chosen) : null);
    }

    /// <summary>The name of the input in messages.</summary>
    public string Name { get; }

    /// <summary>The kind of the input.</summary>
    public SourceKind Kind { get; }

    /// <summary>The image with all its kernels; null if the input is a list or a program.</summary>
    public KernelImage? Image { get; }

    /// <summary>The selected kernel; null if the input is a list or a program.</summary>
    public Kernel? Kernel => Image?.Chosen;

    /// <summary>The list that was read; null if the input is an image.</summary>
    internal SymbolListFile? List { get; }

    /// <summary>Whether it is a list of a 32-bit kernel whose addresses were sign-extended to 64 bits, which is undone.</summary>
    internal bool IsNarrowed { get; private init; }

    /// <summary>The table with its form, bytes and proof; null if the input is a list, a program, or an image without a table.</summary>
    public EmbeddedTable? Table => Image?.Table;

    /// <summary>The table of a program in the layout image; null if the input is something else.</summary>
    internal ImageTable? ImageTable { get; }

    /// <summary>The image's own symbols, which stand in for a table; null if there is one, or if the image was stripped.</summary>
    /// <exception cref="KallsymsException">They are damaged.</exception>
    internal OwnSymbolTable? Own => _own.Value;

    /// <summary>Why the symbols may be wrong, for people; null if nothing contradicts them.</summary>
    public string? Doubt => ImageTable is { } program ? program.Doubt : Table?.Doubt;

    /// <summary>The symbols in the order of the table or list.</summary>
    /// <exception cref="KallsymsException">The input has no symbols.</exception>
    internal SymbolList Symbols => List?.Symbols ?? ImageTable?.Symbols ?? Own?.Symbols ?? RequireTable().Symbols;

    /// <summary>Whether addresses have 64 bits.</summary>
    /// <exception cref="KallsymsException">The input has no symbols.</exception>
    public bool Is64 => List is { } list ? ListWidth.Is64(list)
        : ImageTable?.Is64 ?? Own?.Image.Format.Is64 ?? RequireTable().Spec.Format.Is64;

    /// <summary>Opens a file of any kind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trust">Which symbols are good enough.</param>
    /// <param name="choice">Which kernel of the input is meant; null: the one that a rule finds.</param>
    /// <param name="limits">What unpacking may cost; null: more for a large input than for a small one.</param>
    /// <exception cref="KallsymsException">
    /// The input cannot be read (<see cref="ErrorKind.Unreadable"/>), or it has no symbols of that trust
    /// (<see cref="ErrorKind.Negative"/>).
    /// </exception>
    public static SymbolSource Open(
        string path, Trust trust = Trust.Proved, KernelChoice? choice = null, UnpackLimits? limits = null) =>
        Require(Inspect(SourceFile.Open(path), choice, limits), trust);

    /// <summary>Reads a stream to its end; <paramref name="name"/> is its name in messages.</summary>
    /// <exception cref="KallsymsException">As for files.</exception>
    public static SymbolSource Open(
        Stream stream, string name, Trust trust = Trust.Proved, KernelChoice? choice = null, UnpackLimits? limits = null) =>
        Require(Inspect(SourceFile.Copy(stream, name), choice, limits), trust);

    /// <summary>Reads bytes in memory; <paramref name="name"/> is their name in messages.</summary>
    /// <exception cref="KallsymsException">As for files.</exception>
    public static SymbolSource Open(
        ReadOnlyMemory<byte> bytes, string name, Trust trust = Trust.Proved, KernelChoice? choice = null, UnpackLimits? limits = null) =>
        Require(Inspect(ByteSource.FromMemory(bytes, name), choice, limits), trust);

    /// <summary>Reads a stream to its end. Cancellation takes effect between two reads and throws.</summary>
    internal static SymbolSource Open(Stream stream, string name, CancellationToken cancellation) =>
        Require(Inspect(SourceFile.Copy(stream, name, cancellation)), Trust.Proved);

    /// <summary>Opens an input whatever it has, also one without symbols; the source closes the bytes.</summary>
    /// <exception cref="KallsymsException">It cannot be read, or has no such kernel.</exception>
    internal static SymbolSource Inspect(ByteSource input, KernelChoice? choice = null, UnpackLimits? limits = null)
    {
        if (ReadList(input) is { } list)
        {
            SymbolListFile own = list.InWidthOfKernel();
            using (input)
                return new(input.Name, SourceKind.List, own) { IsNarrowed = own.IsWide != list.IsWide };
        }
        ImageTable? program = FindImageTable(input);
        if (OpenImage(input, choice, limits, mayFail: program is not null) is not { } image)
            return new(input.Name, SourceKind.Program, imageTable: program);
        // A kernel may contain a program with its own table, and so may a shell.
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
    /// <param name="source">The source.</param>
    /// <param name="trust">Which symbols are.</param>
    /// <param name="isTableNeeded">Whether a list or the image's own symbols will not do.</param>
    /// <exception cref="KallsymsException">It has no symbols, or none of that trust; the message says what is known.</exception>
    internal static SymbolSource Require(SymbolSource source, Trust trust, bool isTableNeeded = false)
    {
        try
        {
            if (source is { ImageTable: not null, Doubt: { } doubt } && trust == Trust.Proved)
                throw new KallsymsException(ErrorKind.Negative, doubt, source.Name);
            if (source.ImageTable is null && (isTableNeeded || source is { List: null, Own: null }))
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

    /// <summary>Returns the table if its place is proved.</summary>
    /// <exception cref="KallsymsException">There is no table, or it is not proved; the message says what is known.</exception>
    public EmbeddedTable RequireProved() =>
        Doubt is { } doubt ? throw new KallsymsException(ErrorKind.Negative, doubt, Name) : RequireTable();

    /// <inheritdoc/>
    public void Dispose() => Image?.Dispose();

    // That no kernel was recognised says nothing about a program whose table is damaged.
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
    static KernelImage? OpenImage(ByteSource input, KernelChoice? choice, UnpackLimits? limits, bool mayFail)
    {
        try
        {
            return KernelImage.Open(input, limits, choice);
        }
        catch (KallsymsException) when (mayFail)
        {
            return null;
        }
    }

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
