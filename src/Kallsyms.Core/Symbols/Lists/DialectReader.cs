namespace Kallsyms.Symbols.Lists;

/// <summary>Reads the lines of one list, which may have headings that decide how to read what follows.</summary>
abstract class DialectReader
{
    static readonly Func<DialectReader>[] _all =
    [
        () => new MapLines(), () => new ReadelfLines(), () => new ObjdumpLines(), () => new SysvLines(), () => new ListingLines(), () =>
            new PosixLines(),
    ];

    /// <summary>Factories of readers for all dialects, the most common first.</summary>
    public static ReadOnlySpan<Func<DialectReader>> All => _all;

    public abstract ListDialect Dialect { get; }

    /// <summary>The form of a line, for messages.</summary>
    public abstract string Form { get; }

    /// <summary>Reads a line, which is not blank, without its line ending.</summary>
    public abstract LineMeaning Read(ReadOnlySpan<byte> line, ref SymbolLine symbol);
}
