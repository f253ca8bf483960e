using Kallsyms.Live;
using Kallsyms.Lookup;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>The modules of a kernel that runs in a dump of memory, which commands read together with its own symbols.</summary>
static class DumpedModules
{
    /// <summary>Returns the symbols of an input with those of its modules, and says why modules are missing.</summary>
    /// <exception cref="KallsymsException">The input has no symbols.</exception>
    public static KernelSymbols Symbols(StandardStreams std, SymbolSource source, bool quiet)
    {
        LoadedModules? loaded = Read(source);
        if (!quiet && Unread(loaded) is { } problem)
            std.Say($"{source.Name}: {problem}");
        return KernelSymbols.From(source, loaded);
    }

    /// <summary>Reads the modules; returns null if the input is none that could have any.</summary>
    public static LoadedModules? Read(SymbolSource source) => source.Kernel is { } kernel ? LoadedModules.Read(kernel) : null;

    /// <summary>Why some modules, or all, are missing; null if none is.</summary>
    public static string? Unread(LoadedModules? loaded) => loaded?.Problem is { } problem
        ? $"modules that are loaded are not read{(loaded.Modules.Count > 0 ? " in full" : "")}: {problem}" : null;

    /// <summary>How many there are.</summary>
    public static string Count(LoadedModules loaded) =>
        $"{Quantity.Of(loaded.Modules.Count, "module")} with {Quantity.Of(loaded.Count, "symbol")}";
}
