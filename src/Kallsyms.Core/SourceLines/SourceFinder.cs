using Kallsyms.Dwarf;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.SourceLines;

/// <summary>
/// Finds source lines for the addresses of a kernel and its modules, as text: "fs/read_write.c:570", and for inlined functions
/// "rw_verify_area fs/read_write.c:461 &lt; fs/read_write.c:570".
/// </summary>
sealed class SourceFinder : IDisposable
{
    readonly KernelSymbols _symbols;
    readonly DebugFile? _file;
    readonly KernelLines? _kernel;
    readonly ModuleLines _modules;
    readonly string _missing;
    bool _isMissed;

    SourceFinder(KernelSymbols symbols, DebugFile? file, KernelLines? kernel, ModuleLines modules, string missing) =>
        (_symbols, _file, _kernel, _modules, _missing) = (symbols, file, kernel, modules, missing);

    /// <summary>Opens files of a build.</summary>
    /// <param name="symbols">The kernel's symbols.</param>
    /// <param name="banner">The kernel's "Linux version ..." line; null if unknown.</param>
    /// <param name="paths">
    /// A vmlinux with debug information, module files (.ko, .ko.debug), and directories, such as the kernel's build directory or a
    /// debug package, which are searched for vmlinux and module files.
    /// </param>
    /// <exception cref="KallsymsException">The vmlinux has no debug information, or is of another build; or there are two.</exception>
    public static SourceFinder Open(KernelSymbols symbols, string? banner, IReadOnlyList<string> paths)
    {
        string[] directories = [.. paths.Where(Directory.Exists)];
        string[] files = [.. paths.Except(directories)];
        string[] kernels = [.. files.Where(file => !ModuleLines.IsModule(file))];
        if (kernels.Length > 1)
        {
            throw new KallsymsException(
                ErrorKind.Usage, $"'{kernels[0]}' is to be the kernel's debug information already: give one vmlinux, .ko files and "
                    + "directories besides", kernels[1]);
        }
        if (files.FirstOrDefault(file => ModuleLines.IsModule(file) && !File.Exists(file)) is { } absent)
            throw new KallsymsException(ErrorKind.Unreadable, "does not exist", absent);
        string[] names = KernelNames(banner);
        string? path = kernels.FirstOrDefault() ?? directories.SelectMany(_ => names, Path.Combine).FirstOrDefault(File.Exists);
        var modules = new ModuleLines(paths);
        if (path is null)
        {
            return new(symbols, null, null, modules, "of the kernel itself: " + (directories.Length == 0 ? "give its vmlinux too"
                : $"none of {string.Join(", ", names)} is in {string.Join(", ", directories)}"));
        }
        var file = DebugFile.Open(path);
        try
        {
            return new(symbols, file, KernelLines.Match(file, symbols, banner), modules, "");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What could not be used, and why.</summary>
    public IEnumerable<string> Faults => new[] { _isMissed ? _missing : null, _file?.Fault }.OfType<string>().Concat(_modules.Faults);

    /// <summary>Returns the lines of an address within a symbol, innermost first; empty if unknown.</summary>
    public IReadOnlyList<SourcePlace> Places(KernelSymbol symbol, ulong offset)
    {
        if (symbol.Module is { } module)
            return _modules.Find(module.Replace('-', '_'), symbol.Name, Within(offset, symbol.Size), symbol.Size);
        _isMissed |= _kernel is null;
        return _kernel?.Find(symbol.Address + Within(offset, symbol.Size)) ?? [];
    }

    /// <summary>Returns those lines as text; null if unknown.</summary>
    public string? Find(KernelSymbol symbol, ulong offset) => Text(Places(symbol, offset));

    /// <summary>Returns the lines of a place given by name; null if unknown, or not of this build.</summary>
    /// <param name="name">The function.</param>
    /// <param name="offset">The offset in the function, in bytes.</param>
    /// <param name="size">Its size in bytes; null if not given, so that only a unique name is accepted.</param>
    /// <param name="module">Its module; empty for the kernel.</param>
    public string? Find(ReadOnlySpan<byte> name, ulong offset, ulong? size, ReadOnlySpan<byte> module)
    {
        if (!module.IsEmpty)
        {
            return size is ulong known
                ? Text(_modules.Find(Latin(module).Replace('-', '_'), Latin(name), Within(offset, known), known)) : null;
        }
        KernelSymbol? only = null;
        foreach (KernelSymbol symbol in _symbols.Named(name))
        {
            if (symbol.Module is not null || size is ulong said && said != symbol.Size)
                continue;
            if (only is not null)
                return null;
            only = symbol;
        }
        return only is { } found && offset <= found.Size ? Find(found, offset) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _modules.Dispose();
    }

    // "name+0x90/0x90" is the return address of a call at the end of a function.
    static ulong Within(ulong offset, ulong size) => offset == size && size > 0 ? offset - 1 : offset;

    // In a build directory, in /usr/lib/debug, and where packages unpack to.
    static string[] KernelNames(string? banner)
    {
        string? release = KernelBanner.Release(banner) ?? banner;
        return release is null ? ["vmlinux"] :
        [
            "vmlinux", $"vmlinux-{release}", $"boot/vmlinux-{release}", $"lib/modules/{release}/vmlinux",
            $"lib/modules/{release}/build/vmlinux",
            $"usr/lib/debug/boot/vmlinux-{release}", $"usr/lib/debug/lib/modules/{release}/vmlinux",
        ];
    }

    static string Latin(ReadOnlySpan<byte> text) => System.Text.Encoding.Latin1.GetString(text);

    static string? Text(IReadOnlyList<SourcePlace> places)
    {
        if (places.Count == 0 || places[0].File is null)
            return null;
        string[] texts = new string[places.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            string line = Line(places[i]);
            texts[i] = i + 1 < texts.Length && places[i].Function is { } name ? $"{name} {line}" : line;
        }
        return string.Join(" < ", texts);
    }

    // Names of files in the tree are shown without the build directory.
    static string Line(SourcePlace place)
    {
        if (place.File is not { } file)
            return "?";
        if (place.Directory.Length > 0 && file.StartsWith(place.Directory + "/", StringComparison.Ordinal))
            file = file[(place.Directory.Length + 1)..];
        while (file.StartsWith("./", StringComparison.Ordinal))
            file = file[2..];
        return place.Line > 0 ? $"{file}:{place.Line}" : $"{file}:?";
    }
}
