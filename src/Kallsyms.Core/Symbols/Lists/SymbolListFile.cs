using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Symbols.Lists;

/// <summary>A list of symbols read from a text, with a description of the text.</summary>
sealed record SymbolListFile
{
    /// <summary>Its name in messages.</summary>
    public required string Name { get; init; }

    /// <summary>The form of its lines.</summary>
    public required ListDialect Dialect { get; init; }

    /// <summary>
    /// The symbols in the order of the lines; if the tool prints in no particular order (objdump, readelf, nm -P and -f sysv), in that
    /// of nm -n. A section number of 0 marks undefined symbols; others mean nothing. Empty if the text is empty, like the list that a
    /// build starts with.
    /// </summary>
    public required SymbolList Symbols { get; init; }

    /// <summary>What precedes every line without belonging to it (quoting, time stamps), as on the first line; may be empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>gzip, xz, zstd, bzip2 or lz4; null if it is not packed.</summary>
    public string? Packing { get; init; }

    /// <summary>Whether its last line has no end, and the label at the end of an image is not among its symbols.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Whether a diff tells it, so that there may be more in the list.</summary>
    public bool IsPart { get; init; }

    /// <summary>
    /// Whether addresses have 64 bits, as far as their digits tell; null if they do not: nm -P omits leading zeros, and there are 64-bit
    /// kernels below 4 GiB.
    /// </summary>
    public bool? IsWide { get; init; }

    /// <summary>
    /// The symbols of each module: each item starts a range at a symbol's index; null is the kernel. Empty if the text names no
    /// modules.
    /// </summary>
    public IReadOnlyList<(int First, string? Module)> Modules { get; init; } = [];

    /// <summary>
    /// Reads a list from the stream's position to its end, and closes the stream. Half a megabyte of the text is held at a time.
    /// </summary>
    /// <exception cref="KallsymsException">
    /// The stream cannot be read, or is not a list; the message says what it looks like and what to provide instead.
    /// </exception>
    public static SymbolListFile Read(Stream stream, string name)
    {
        using TextLines text = TextLines.Open(stream, name)
            ?? throw new KallsymsException(ErrorKind.Unreadable, "is binary: a list of symbols was expected", name);
        return SymbolListReader.ReadList(text);
    }

    /// <summary>Reads a list as <see cref="Read(Stream, string)"/> does, but returns null if it is not text, such as an image.</summary>
    /// <exception cref="KallsymsException">The stream is text but not a list.</exception>
    public static SymbolListFile? TryRead(Stream stream, string name)
    {
        using TextLines? text = TextLines.TryOpen(stream, name);
        return text is null ? null : SymbolListReader.ReadList(text);
    }

    /// <summary>Reads a list from a file or other bytes.</summary>
    /// <exception cref="KallsymsException">As for <see cref="Read(Stream, string)"/>.</exception>
    public static SymbolListFile Read(ByteSource source) => Read(new SourceStream(source), source.Name);

    /// <summary>Reads a list likewise, but returns null if it is not text, such as an image.</summary>
    /// <exception cref="KallsymsException">The source is text but not a list.</exception>
    public static SymbolListFile? TryRead(ByteSource source) => TryRead(new SourceStream(source), source.Name);

    /// <summary>Opens a file for reading it once from its start, including a pipe or a file in /proc, which report no length.</summary>
    /// <exception cref="KallsymsException">The file cannot be opened.</exception>
    public static Stream OpenFile(string path) => InputFile.Read(path, static path => (Stream)new FileStream(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));

    /// <summary>Reads one list, or the two sides of a diff, the earlier first; returns null if it is not text.</summary>
    /// <exception cref="KallsymsException">The stream is text but neither a list nor a diff.</exception>
    public static SymbolListFile[]? TryReadSides(Stream stream, string name)
    {
        using TextLines? text = TextLines.TryOpen(stream, name);
        return text is null ? null : SymbolListReader.ReadSides(text);
    }

    /// <summary>
    /// Returns the list as its kernel has it: nm lists a 32-bit kernel of some machines with the addresses of a 64-bit one, which neither
    /// its logs nor its table have.
    /// </summary>
    public SymbolListFile InWidthOfKernel() => IsWide == true
        && MachineTable.Rows.Any(row => row is { NmSignExtends: true, NarrowFunction: { } name }
            && Symbols.IndexOf(Encoding.ASCII.GetBytes(name), 0) >= 0)
        ? For32Bit() : this;

    /// <summary>Returns the list for a 32-bit image: see <see cref="SymbolList.WithoutSignExtension"/>.</summary>
    public SymbolListFile For32Bit() => IsWide == true && Symbols.WithoutSignExtension() is { } narrow
        ? this with { Symbols = narrow, IsWide = false } : this;

    /// <summary>Returns the module of each symbol, null for the kernel's; null as a whole if the text names no modules.</summary>
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
