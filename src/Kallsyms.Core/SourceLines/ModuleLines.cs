using Kallsyms.Dwarf;

namespace Kallsyms.SourceLines;

/// <summary>
/// The source lines of modules, from .ko files or their debug files: those given directly, and those in or below given directories.
/// </summary>
sealed class ModuleLines(IReadOnlyList<string> paths) : IDisposable
{
    // A module's code is padded to the end of a page; the largest pages have this many bytes.
    const ulong MaxPage = 64 << 10;

    // Each of its sections is padded to where the next may start.
    const ulong MaxAlignment = 64;

    readonly Dictionary<string, List<DebugFile>> _opened = [];
    readonly List<string> _faults = [];
    Dictionary<string, List<string>>? _paths;

    /// <summary>What could not be used, and why.</summary>
    public IEnumerable<string> Faults =>
        _faults.Concat(_opened.Values.SelectMany(files => files).Select(file => file.Fault).OfType<string>());

    /// <summary>Whether a file is a module or a module's debug file, by its name.</summary>
    public static bool IsModule(string path) =>
        path.EndsWith(".ko", StringComparison.Ordinal) || path.EndsWith(".ko.debug", StringComparison.Ordinal);

    /// <summary>Returns the lines of a place in a module's function.</summary>
    /// <param name="module">The module, with - replaced by _.</param>
    /// <param name="function">The function.</param>
    /// <param name="offset">The offset in the function, in bytes.</param>
    /// <param name="size">Its size in bytes as the kernel computes it: up to the next symbol.</param>
    /// <returns>Empty if unknown, or if no file of that build is available.</returns>
    public IReadOnlyList<SourcePlace> Find(string module, string function, ulong offset, ulong size)
    {
        foreach (DebugFile file in Open(module))
        {
            if (!file.Functions.TryGetValue(function, out List<DebugFunction>? alike))
                continue;
            DebugFunction[] fitting = alike.Where(one => Fits(file, one, size)).ToArray();
            if (fitting is [var found] && offset < (file.Extent(found) ?? found.Size))
                return file.Find(found.Address + offset);
        }
        return [];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DebugFile file in _opened.Values.SelectMany(files => files))
            file.Dispose();
    }

    // The last function of a section ends where the next section starts, or where the code ends, which the file does not tell.
    static bool Fits(DebugFile file, DebugFunction function, ulong size) => file.Extent(function) is ulong extent ? extent == size
        : function.Size <= size && size - function.Size < (file.IsLast(function) ? MaxPage : MaxAlignment);

    List<DebugFile> Open(string module)
    {
        if (_opened.TryGetValue(module, out List<DebugFile>? known))
            return known;
        var files = new List<DebugFile>();
        var faults = new List<string>();
        _opened[module] = files;
        _paths ??= FindPaths();
        foreach (string path in _paths.GetValueOrDefault(module) ?? [])
        {
            try
            {
                files.Add(DebugFile.Open(path));
            }
            catch (KallsymsException error)
            {
                faults.Add(error.Message);
            }
        }
        // The module without debug information is beside its debug file.
        if (files.Count == 0)
            _faults.AddRange(faults);
        return files;
    }

    Dictionary<string, List<string>> FindPaths()
    {
        var found = new Dictionary<string, List<string>>();
        foreach (string path in paths.SelectMany(FilesOf).Where(IsModule))
        {
            string name = Path.GetFileName(path);
            string module = name[..name.LastIndexOf(".ko", StringComparison.Ordinal)].Replace('-', '_');
            if (!found.TryGetValue(module, out List<string>? alike))
                found[module] = alike = [];
            alike.Add(path);
        }
        return found;
    }

    static IEnumerable<string> FilesOf(string path)
    {
        var below = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.ko*", below) : [path];
    }
}
