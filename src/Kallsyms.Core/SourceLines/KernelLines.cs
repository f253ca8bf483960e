using Kallsyms.Dwarf;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.SourceLines;

/// <summary>The source lines of a kernel, from a file of the same build.</summary>
sealed class KernelLines
{
    // A single function may match at any place by chance.
    const int MinMoved = 2;

    readonly DebugFile _file;
    readonly ulong _distance;

    KernelLines(DebugFile file, ulong distance) => (_file, _distance) = (file, distance);

    /// <summary>Checks that a file belongs to a kernel's symbols.</summary>
    /// <param name="file">The file.</param>
    /// <param name="symbols">The symbols.</param>
    /// <param name="banner">The kernel's "Linux version ..." line; null if unknown.</param>
    /// <exception cref="KallsymsException">The file is of another build.</exception>
    public static KernelLines Match(DebugFile file, KernelSymbols symbols, string? banner)
    {
        if (banner is not null && KernelBanner.Release(banner) is not null && file.ReadBanner() is { } own
            && own != banner.TrimEnd('\n'))
            throw Foreign(file, $"it is '{own}', and the kernel '{banner.TrimEnd('\n')}'");
        ulong? distance = null;
        (int same, int other) = (0, 0);
        foreach (KernelSymbol symbol in symbols)
        {
            // Only names that occur once in both can be compared.
            if (symbol.Module is not null || symbol.Type is not ('t' or 'T') || symbols.Find(symbol.Utf8Name) is not { } first
                || first.Address != symbol.Address || symbols.FindNext(first) is not null
                || !file.Functions.TryGetValue(symbol.Name, out List<DebugFunction>? alike) || alike.Count != 1)
                continue;
            // Symbols of a running kernel are all moved by the same distance.
            distance ??= symbol.Address - alike[0].Address;
            if (symbol.Address - alike[0].Address == distance)
                same++;
            else
                other++;
        }
        if (other > 0 || same == 0)
        {
            throw Foreign(file, other > 0 ? $"{other} of {same + other} functions are at other places in it"
                : "it has none of the kernel's functions");
        }
        ulong moved = distance!.Value;
        if (moved % KaslrOffset.Grain(symbols) != 0 || moved != 0 && same < MinMoved)
        {
            throw Foreign(file, same >= MinMoved ? $"its functions are moved by 0x{moved:x}, and no kernel is moved so"
                : "it has one of the kernel's functions alone, and at another place");
        }
        return new(file, moved);
    }

    /// <summary>Returns the lines of an address, which is relative to the symbols' addresses.</summary>
    public IReadOnlyList<SourcePlace> Find(ulong address) => _file.Find(address - _distance);

    static KallsymsException Foreign(DebugFile file, string how) => new(
        ErrorKind.Negative, $"is not of the same build as the kernel: {how}; give the vmlinux that was built with it", file.Name);
}
