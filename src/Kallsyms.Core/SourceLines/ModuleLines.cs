using Kallsyms.Dwarf;

namespace Kallsyms.SourceLines;

/// <summary>The lines of source of modules, from the .ko files, or their debug files, in a directory and those below it.</summary>
sealed class ModuleLines(IReadOnlyList<string> directories) : IDisposable
{
    readonly Dictionary<string, List<DebugFile>> _opened = [];
    Dictionary<string, List<string>>? _paths;

    /// <summary>What could not be used, and why.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The lines of a place in a function of a module.</summary>
    /// <param name="module">The module, with _ for -.</param>
    /// <param name="function">The function.</param>
    /// <param name="offset">Bytes into it.</param>
    /// <param name="size">Its size, as the kernel reckons it: up to the next symbol.</param>
    /// <returns>Empty: not known, or no file of that build is at hand.</returns>
    public IReadOnlyList<SourcePlace> Find(string module, string function, ulong offset, ulong size)
    {
        foreach (DebugFile file in Open(module))
        {
            if (!file.Functions.TryGetValue(function, out List<DebugFunction>? alike))
                continue;
            // The last function of a section ends where the module's code does, which the file does not know.
            DebugFunction[] fitting = alike.Where(one => file.Extent(one) is ulong extent ? extent == size : one.Size <= size).ToArray();
            if (fitting.Length == 1 && offset < size)
                return file.Find(fitting[0].Address + offset);
        }
        return [];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DebugFile file in _opened.Values.SelectMany(files => files))
            file.Dispose();
    }

    List<DebugFile> Open(string module)
    {
        if (_opened.TryGetValue(module, out List<DebugFile>? known))
            return known;
        var files = new List<DebugFile>();
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
                Faults.Add(error.Message);
            }
        }
        return files;
    }

    Dictionary<string, List<string>> FindPaths()
    {
        var paths = new Dictionary<string, List<string>>();
        var below = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        foreach (string directory in directories)
        {
            foreach (string path in Directory.EnumerateFiles(directory, "*.ko*", below))
            {
                string name = Path.GetFileName(path);
                if (!name.EndsWith(".ko", StringComparison.Ordinal) && !name.EndsWith(".ko.debug", StringComparison.Ordinal))
                    continue;
                string module = name[..name.IndexOf(".ko", StringComparison.Ordinal)].Replace('-', '_');
                if (!paths.TryGetValue(module, out List<string>? alike))
                    paths[module] = alike = [];
                alike.Add(path);
            }
        }
        return paths;
    }
}
