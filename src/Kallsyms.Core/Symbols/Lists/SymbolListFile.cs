using Kallsyms.Elf;

namespace Kallsyms.Symbols.Lists;

/// <summary>A list of symbols that was read from a text, and what the text was like.</summary>
sealed record SymbolListFile
{
    /// <summary>What messages call it.</summary>
    public required string Name { get; init; }

    /// <summary>The form of its lines.</summary>
    public required ListDialect Dialect { get; init; }

    /// <summary>
    /// The symbols, in the order of the lines; what tools print in no order (objdump, readelf, nm -P and -f sysv) in that of nm -n. A
    /// section number of 0 is that of undefined symbols; others mean nothing. None: the text is empty, as the list that a build starts
    /// with.
    /// </summary>
    public required SymbolList Symbols { get; init; }

    /// <summary>
    /// What every line begins with that is no part of it (quoting, time stamps), as the first line has it; empty: nothing.
    /// </summary>
    public string Prefix { get; init; } = "";

    /// <summary>gzip, xz, zstd, bzip2 or lz4; null: it is not packed.</summary>
    public string? Packing { get; init; }

    /// <summary>Most addresses are written with more than eight digits.</summary>
    public bool IsWide { get; init; }

    /// <summary>
    /// Which symbols belong to which module: from the symbol with each index on; null is the kernel. Empty: the text names none.
    /// </summary>
    public IReadOnlyList<(int First, string? Module)> Modules { get; init; } = [];

    /// <summary>
    /// Reads a list from the stream's place to its end, and closes the stream. Half a megabyte of the text is held at a time.
    /// </summary>
    /// <exception cref="KallsymsException">
    /// It cannot be read, or is no list; the message says what it looks like and what to give instead.
    /// </exception>
    public static SymbolListFile Read(Stream stream, string name)
    {
        using TextLines text = TextLines.Open(stream, name)
            ?? throw new KallsymsException(ErrorKind.Unreadable, "is binary: a list of symbols was expected", name);
        return SymbolListReader.ReadList(text);
    }

    /// <summary>The same; null: it is no text, but an image perhaps.</summary>
    /// <exception cref="KallsymsException">It is a text and no list.</exception>
    public static SymbolListFile? TryRead(Stream stream, string name)
    {
        using TextLines? text = TextLines.TryOpen(stream, name);
        return text is null ? null : SymbolListReader.ReadList(text);
    }

    /// <summary>Reads a list from a file, or other bytes.</summary>
    /// <exception cref="KallsymsException">As for <see cref="Read(Stream, string)"/>.</exception>
    public static SymbolListFile Read(ByteSource source) => Read(new SourceStream(source), source.Name);

    /// <summary>The same; null: it is no text, but an image perhaps.</summary>
    /// <exception cref="KallsymsException">It is a text and no list.</exception>
    public static SymbolListFile? TryRead(ByteSource source) => TryRead(new SourceStream(source), source.Name);

    /// <summary>Opens a file for reading it once from its start: a pipe or a file of /proc, which tell no length, as well.</summary>
    /// <exception cref="KallsymsException">It cannot be opened.</exception>
    public static Stream OpenFile(string path) => InputFile.Read(path, static path => (Stream)new FileStream(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));

    /// <summary>One list, or the two sides of a diff, the earlier first; null: it is no text.</summary>
    /// <exception cref="KallsymsException">It is a text and neither.</exception>
    public static SymbolListFile[]? TryReadSides(Stream stream, string name)
    {
        using TextLines? text = TextLines.TryOpen(stream, name);
        return text is null ? null : SymbolListReader.ReadSides(text);
    }

    /// <summary>The same list for a 32-bit image: see <see cref="SymbolList.WithoutSignExtension"/>.</summary>
    public SymbolListFile For32Bit() => IsWide && Symbols.WithoutSignExtension() is { } narrow
        ? this with { Symbols = narrow, IsWide = false } : this;

    /// <summary>The module of each symbol, null for the kernel's; null: the text names none.</summary>
    public string?[]? ModuleOfEach()
    {
        if (Modules.Count == 0)
            return null;
        var modules = new string?[Symbols.Count];
        for (int i = 0; i < Modules.Count; i++)
            modules.AsSpan(Modules[i].First..(i + 1 < Modules.Count ? Modules[i + 1].First : modules.Length)).Fill(Modules[i].Module);
        return modules;
    }
}
