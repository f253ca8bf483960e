namespace Kallsyms.OtherTables.Xen;

/// <summary>
/// Which symbols Xen's table has, and in which order (facts of xen/tools/symbols.c): by address; from 4.21 on typed ones first; then
/// global ones first; then by name if duplicate names are to be reported, otherwise in nm's order.
/// </summary>
static class XenSymbols
{
    static readonly (string Start, string End)[] _textRanges =
        [("_stext", "_etext"), ("_sinittext", "_einittext"), ("_sextratext", "_eextratext")];

    /// <summary>Returns the symbols of the table in its order.</summary>
    /// <param name="lines">The lines of nm -pa.</param>
    /// <param name="form">The form that the hypervisor expects.</param>
    /// <param name="all">Whether to include symbols outside of the labels of text.</param>
    /// <param name="byName">Whether names at one address are sorted by bytes.</param>
    /// <exception cref="KallsymsException">There are no symbols.</exception>
    public static XenSymbol[] Choose(IEnumerable<XenLine> lines, XenForm form, bool all, bool byName)
    {
        XenSymbol[] symbols = Symbols(lines).OrderBy(symbol => symbol.Address)
            .ThenByDescending(symbol => form.HasEnds && symbol.IsTyped)
            .ThenByDescending(symbol => symbol.IsGlobal)
            .ThenBy(symbol => byName ? symbol.Name : "", StringComparer.Ordinal).ToArray();
        // Their values differ from link to link.
        IEnumerable<XenSymbol> chosen = symbols.Where(symbol => !symbol.Name.Contains("_compiled.", StringComparison.Ordinal));
        if (!all)
        {
            (ulong From, ulong To, string End)[] ranges =
                _textRanges.Select(range => (Label(symbols, range.Start), Label(symbols, range.End), range.End)).ToArray();
            chosen = chosen.Where(symbol => ranges.Any(range => range.From <= symbol.Address && symbol.Address <= range.To)
                && !ranges.Any(range => range.To == symbol.Address && symbol.Name != range.End));
        }
        return chosen.ToArray() is { Length: > 0 } table ? table
            : throw new KallsymsException(ErrorKind.Negative, symbols.Length == 0 ? "there is no symbol to be put into Xen's table"
                : "no symbol lies between _stext and _etext, nor in the other ranges of Xen's text; --all-symbols takes all");
    }

    /// <summary>Returns names shared by symbols at different addresses, which live patches could not distinguish.</summary>
    public static IEnumerable<(string Name, ulong First, ulong Second)> Duplicates(IEnumerable<XenSymbol> symbols) =>
        symbols.GroupBy(symbol => symbol.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group.Zip(group.Skip(1)))
            .Where(pair => pair.First.Address != pair.Second.Address)
            .Select(pair => (pair.First.Name, pair.First.Address, pair.Second.Address));

    static ulong Label(XenSymbol[] symbols, string name) => symbols.LastOrDefault(symbol => symbol.Name == name).Address;

    static IEnumerable<XenSymbol> Symbols(IEnumerable<XenLine> lines)
    {
        string file = "";
        foreach (XenLine line in lines)
        {
            // Nameless ones, which linkers put after the last, are skipped.
            if (line.Kind == XenLineKind.File)
                file = line.Name.Length > 0 ? line.Name : file;
            else if (IsSymbol(line))
                yield return Symbol(line, file);
        }
    }

    static XenSymbol Symbol(XenLine line, string file)
    {
        bool isLocal = char.IsAsciiLetterLower((char)line.Type) && file.Length > 0;
        ulong size = line.Type is (byte)'t' or (byte)'T' ? line.Size : 0;
        return new(line.Address, line.Type, isLocal ? $"{file}#{line.Name}" : line.Name, size, line.Kind == XenLineKind.Typed);
    }

    // Excludes absolute symbols, with two kinds of exceptions, undefined and debugging ones, and those made by assemblers ($d, $L12).
    static bool IsSymbol(XenLine line) =>
        _textRanges.Any(range => line.Name == range.Start || line.Name == range.End)
        || (char)line.Type switch
        {
            'a' or 'A' => line.Name == "__gp",
            'u' or 'U' or 'n' or 'N' => false,
            _ => line.Name.Length > 0 && line.Name[0] != '$',
        };
}
