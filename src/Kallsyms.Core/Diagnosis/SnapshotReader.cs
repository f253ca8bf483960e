using System.Globalization;
using Kallsyms.Elf;
using Kallsyms.Linking;
using Kallsyms.Sources;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>Snapshots from files: lists of symbols as text, ELF images, and the evidence that <c>kallsyms link</c> keeps.</summary>
static class SnapshotReader
{
    /// <summary>Reads a file; a unified diff gives two snapshots. Null: neither text nor an ELF image with symbols.</summary>
    /// <exception cref="KallsymsException">It cannot be read or is damaged.</exception>
    public static SymbolSnapshot[]? Read(string path)
    {
        using ByteSource source = SourceFile.Open(path);
        return ReadImage(source, path) is { } image ? [image] : ElfFile.IsElf(source) ? null : ReadText(source);
    }

    /// <summary>Reads an ELF image with a symbol table; returns null if it is not one.</summary>
    /// <param name="source">Its bytes.</param>
    /// <param name="path">A path where it can be opened again, or null.</param>
    /// <exception cref="KallsymsException">The image is damaged.</exception>
    public static SymbolSnapshot? ReadImage(ByteSource source, string? path)
    {
        if (!ElfFile.IsElf(source))
            return null;
        ElfFile image = ElfFile.Parse(source);
        return image.ReadSymbols() is null ? null : FromImage(image, path);
    }

    /// <summary>Reads a text: one list, or the two sides of a diff. Returns null if it is not text.</summary>
    /// <exception cref="KallsymsException">The source is text but neither a list nor a diff.</exception>
    public static SymbolSnapshot[]? ReadText(ByteSource source)
    {
        if (SymbolListFile.TryReadSides(new SourceStream(source), source.Name) is not { } lists)
            return null;
        bool running = Path.GetFileName(source.Name) == "kallsyms";
        return [.. lists.Select(FromList).Select(side => side with
        {
            Modified = LastWrite(source.Name),
            IsRunning = side.IsRunning || running,
            Kind = running ? ListKind.Table : side.Kind,
        })];
    }

    /// <summary>Creates a snapshot from a list that was read from a text.</summary>
    /// <exception cref="KallsymsException">It has nothing of the kernel itself.</exception>
    public static SymbolSnapshot FromList(SymbolListFile list)
    {
        // Modules are in no image; only running kernels have them.
        bool running = list.Modules.Count > 0;
        SymbolList listed = running ? Kernel(list) : list.Symbols;
        bool rises = AreRising(listed);
        SymbolList symbols = rises ? listed : NumericOrder.Sort(listed);
        if (running && symbols.Count == 0)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable,
                "has symbols of modules only, and the kernel's are what is compared: give the whole of /proc/kallsyms", list.Name);
        }
        bool percpuAbsolute = PercpuSymbols.AreListedAsAbsolute(symbols);
        ListKind kind = running || percpuAbsolute ? ListKind.Table : IsUnfiltered(symbols) ? ListKind.All : ListKind.Map;
        return new(list.Name, kind, symbols)
        {
            IsRunning = running,
            IsPart = list.IsPart,
            PercpuAbsolute = percpuAbsolute,
            Wide = ListWidth.Is64(list),
            IsWidthKnown = list.IsWide is not null,
            HasOrder = rises && list.Dialect is ListDialect.Map or ListDialect.Listing,
            Table = TableExtent.Find(symbols),
        };
    }

    static DateTime? LastWrite(string path) => File.Exists(path) ? File.GetLastWriteTimeUtc(path) : null;

    /// <summary>Creates a snapshot of an ELF image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="path">A path where it can be opened again, or null.</param>
    public static SymbolSnapshot FromImage(ElfFile image, string? path)
    {
        SymbolList symbols = PercpuSymbols.WithLettersOfMap(ElfSymbolReader.Read(image));
        string? banner = KernelBanner.Read(image, symbols);
        KernelRelease? release = KernelBanner.Release(banner) is { } name ? KernelRelease.FromUname(name) : null;
        ElfMachine machine = image.Header.Machine;
        return new(image.Name, ListKind.All, symbols)
        {
            ImagePath = path,
            Modified = path is null ? null : LastWrite(path),
            Wide = image.Format.Is64,
            Sections = SectionPlace.Of(image),
            Table = TableExtent.Find(symbols),
            Banner = banner,
            Release = release,
            PercpuAbsolute = PercpuSymbols.StartAtZero(symbols)
                && (release?.TableFormat.HasPercpuAbsolute(machine) ?? machine.Row().HasPercpuAtZero),
        };
    }

    /// <summary>Creates a snapshot from the entries of a table found in an image.</summary>
    /// <param name="name">The name of the table in messages.</param>
    /// <param name="symbols">Its entries.</param>
    /// <param name="spec">Its form.</param>
    public static SymbolSnapshot FromTable(string name, SymbolList symbols, TableSpec spec) => new(name, ListKind.Table, symbols)
    {
        Wide = spec.Format.Is64,
        Release = spec.Release,
        PercpuAbsolute = spec.HasPercpuAbsolute(symbols),
        Table = TableExtent.Find(symbols),
    };

    /// <summary>A pass of <c>kallsyms link</c>.</summary>
    public static SymbolSnapshot FromPass(PassEvidence pass) => WithRules(pass.Rules, new($"pass {pass.Number}", ListKind.All, pass.Symbols)
    {
        Map = pass.Map,
        Wide = pass.Spec.Format.Is64,
        Sections = pass.Sections,
        Table = Extent(pass.Table),
    });

    /// <summary>Whether a directory holds what <see cref="Evidence"/> writes.</summary>
    public static bool IsEvidence(string directory) =>
        Directory.EnumerateFiles(directory, "pass-*")
            .Any(file => file.EndsWith(".symbols", StringComparison.Ordinal) || file.EndsWith(".map", StringComparison.Ordinal));

    /// <summary>Reads the passes of an evidence directory, first to last. The estimate is not a pass: its addresses mean nothing.</summary>
    /// <exception cref="KallsymsException">A file cannot be read or is damaged.</exception>
    public static SymbolSnapshot[] ReadEvidence(string directory)
    {
        SortedSet<int> numbers = [.. Directory.EnumerateFiles(directory, "pass-*")
            .Select(file => Path.GetFileNameWithoutExtension(file)["pass-".Length..])
            .Where(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        return [.. numbers.Select(number => ReadPass(directory, number))];
    }

    static SymbolSnapshot ReadPass(string directory, int number)
    {
        string stem = Path.Combine(directory, $"pass-{number}");
        string all = stem + ".symbols";
        string map = stem + ".map";
        SymbolList? filtered = File.Exists(map) ? ReadList(map).Symbols : null;
        SymbolSnapshot pass = File.Exists(all)
            ? ReadList(all) with { Kind = ListKind.All, Map = filtered }
            : new SymbolSnapshot(map, ListKind.Map, filtered ?? SymbolList.Empty);
        pass = pass with
        {
            Name = $"pass {number}",
            Sections = EvidenceText.ReadSections(stem + ".sections"),
            Table = Extent(EvidenceText.ReadTable(stem + ".table")) ?? pass.Table,
        };
        // Before there were such files, nothing but the symbols told it.
        return EvidenceText.ReadRules(stem + ".rules") is { } rules ? WithRules(rules, pass)
            : pass with { PercpuAbsolute = PercpuSymbols.StartAtZero(pass.Symbols) };
    }

    static SymbolSnapshot WithRules(PassRules rules, SymbolSnapshot pass) =>
        pass with { Release = rules.Release, TextOnly = rules.TextOnly, PercpuAbsolute = rules.PercpuAbsolute };

    static TableExtent? Extent(IEnumerable<PassSubTable> table) =>
        TableExtent.From(table.Select(part => new SubTablePlace(part.Part, part.Address, part.Reserved)));

    static SymbolSnapshot ReadList(string path) => FromList(SymbolListFile.Read(SymbolListFile.OpenFile(path), path));

    static SymbolList Kernel(SymbolListFile list)
    {
        string?[] modules = list.ModuleOfEach()!;
        return list.Symbols.Select(Enumerable.Range(0, modules.Length).Where(i => modules[i] is null).ToArray());
    }

    // nm without -n, or with -r, lists them in another order.
    static bool AreRising(SymbolList list)
    {
        ulong last = 0;
        for (int i = 0; i < list.Count; i++)
        {
            if (list.IsUndefined(i))
                continue;
            if (list.Addresses[i] < last)
                return false;
            last = list.Addresses[i];
        }
        return true;
    }

    // Letters that System.map omits.
    static bool IsUnfiltered(SymbolList list) => list.Types.IndexOfAny("aNUw"u8) >= 0
        || list.Types.IndexOf((byte)'v') >= 0 && list.IsUndefined(0);
}
