using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// What the linker itself added to the image of the last link: stubs that work around processor errata. Which branches need one is
/// known only once all addresses are, but it seldom changes from one build to the next.
/// </summary>
static class LastImage
{
    /// <summary>Returns symbols that the estimate lacks; none if there is no such image, or it cannot be read.</summary>
    /// <param name="path">The image.</param>
    /// <param name="estimated">The symbols estimated from the inputs.</param>
    public static IReadOnlyList<(NameSlice Name, byte Type)> Missing(string path, SymbolList estimated)
    {
        if (FileStatus.Of(path) is not { Kind: FileKind.Regular } || Stubs(path) is not { Count: > 0 } stubs)
            return [];
        HashSet<ulong> hashes = [.. stubs.Select(stub => NameHash.Of(stub.Name.Bytes))];
        var known = new HashSet<NameSlice>();
        for (int i = 0; i < estimated.Count; i++)
        {
            if (hashes.Contains(NameHash.Of(estimated.Name(i))))
                known.Add(Slice(estimated.Name(i)));
        }
        return stubs.Where(stub => !known.Contains(stub.Name)).ToArray();
    }

    // GNU ld writes them after all local symbols of the inputs, which begin with a file name.
    static List<(NameSlice Name, byte Type)> Stubs(string path)
    {
        var stubs = new List<(NameSlice, byte)>();
        try
        {
            using ElfFile file = ElfFile.Open(path);
            MachineRow machine = file.Header.Machine.Row();
            if (!machine.LinkerMakesStubs || file.ReadSymbols() is not { } symbols)
                return stubs;
            int at = 1;
            while (at < symbols.Count && symbols[at].Binding == SymbolBinding.Local)
                at++;
            while (--at > 0 && symbols[at] is { Type: not SymbolType.File } symbol)
            {
                ReadOnlySpan<byte> name = symbols.Name(symbol.NameOffset);
                if (symbol.Type == SymbolType.Function && symbol.Section > 0 && symbol.Section < file.Sections.Count
                    && !MappingSymbol.Is(machine, name))
                {
                    stubs.Add((Slice(name), TypeLetter.OfSection(file.Sections[symbol.Section], machine)));
                }
            }
        }
        catch (Exception e) when (e is KallsymsException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
        return stubs;
    }

    static NameSlice Slice(ReadOnlySpan<byte> name) => new(name.ToArray(), 0, name.Length);
}
