using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Paging;
using Kallsyms.Live;

namespace Kallsyms.Export;

/// <summary>A section for memory of a module that a dump contains.</summary>
/// <param name="Name">The module in brackets, and the kind of memory: "[xfs].text".</param>
/// <param name="Flags">Whether it is code, or writable data.</param>
/// <param name="Address">Its virtual address.</param>
/// <param name="Pieces">The places of its bytes in the dump's memory.</param>
sealed record ModuleSection(string Name, SectionFlags Flags, ulong Address, IReadOnlyList<(long Place, long Length)> Pieces)
{
    /// <summary>Its length in bytes.</summary>
    public long Length => Pieces.Sum(piece => piece.Length);
}

/// <summary>The sections and symbols of the modules loaded in a dump, and of code that the running kernel generated.</summary>
sealed class ModuleSections
{
    const int Page = 4096;
    const long MaxBytes = 1L << 30; // over all modules

    readonly ImageBytes? _memory;

    ModuleSections(ImageBytes? memory, IReadOnlyList<ModuleSection> sections, IReadOnlyList<ModuleSymbol> symbols) =>
        (_memory, Sections, Symbols) = (memory, sections, symbols);

    /// <summary>No modules.</summary>
    public static ModuleSections None { get; } = new(null, [], []);

    /// <summary>The sections in address order.</summary>
    public IReadOnlyList<ModuleSection> Sections { get; }

    /// <summary>The symbols of all of them.</summary>
    public IReadOnlyList<ModuleSymbol> Symbols { get; }

    /// <summary>Finds the pages of modules.</summary>
    /// <exception cref="KallsymsException">The modules claim more memory than real ones have.</exception>
    public static ModuleSections Make(LoadedModules loaded, PageWalk pages)
    {
        long left = MaxBytes;
        var sections = new List<ModuleSection>();
        var numbers = new Dictionary<string, int>(); // of sections of one name
        foreach (LoadedModule module in loaded.Listed)
        {
            foreach (ModuleRange range in module.Ranges)
            {
                if ((left -= range.Size) < 0)
                    throw new KallsymsException(ErrorKind.Unreadable, "its modules say that they have more than 1 GiB", pages.Memory.Name);
                sections.AddRange(Known(module.Name, range, pages, numbers));
            }
        }
        return new(pages.Memory, [.. sections.OrderBy(section => section.Address)],
            loaded.Listed.SelectMany(module => module.Symbols).ToArray());
    }

    /// <summary>Writes the bytes of a section.</summary>
    public void Write(ModuleSection section, Stream output)
    {
        foreach ((long place, long length) in section.Pieces)
            _memory!.CopyTo(output, place, length);
    }

    // A section ends where the dump lacks the next page.
    static IEnumerable<ModuleSection> Known(string module, ModuleRange range, PageWalk pages, Dictionary<string, int> numbers)
    {
        string name = $"[{module}].{range.Kind}";
        var pieces = new List<(long Place, long Length)>();
        ulong end = range.Address + range.Size;
        ulong start = range.Address;
        ModuleSection Section()
        {
            int number = numbers[name] = numbers.GetValueOrDefault(name) + 1;
            return new(number == 1 ? name : $"{name}.{number - 1}", Flags(range.Kind), start, [.. pieces]);
        }
        for (ulong at = start; at < end;)
        {
            long length = (long)Math.Min(end - at, Page - at % Page);
            if (pages.Translate(at) is long place && place <= pages.Memory.Length - length && pages.Memory.IsKnown(place, length))
            {
                if (pieces.Count == 0)
                    start = at;
                if (pieces.Count > 0 && pieces[^1] is var last && last.Place + last.Length == place)
                    pieces[^1] = last with { Length = last.Length + length };
                else
                    pieces.Add((place, length));
            }
            else if (pieces.Count > 0)
            {
                yield return Section();
                pieces.Clear();
            }
            at += (ulong)length;
        }
        if (pieces.Count > 0)
            yield return Section();
    }

    static SectionFlags Flags(string kind) => SectionFlags.Alloc | kind switch
    {
        "text" => SectionFlags.Execute,
        "data" => SectionFlags.Write,
        _ => 0,
    };
}
