using System.Text;
using Kallsyms.Symbols;

namespace Kallsyms.Images.Finding;

/// <summary>
/// Checks names that exist only beside another: the padding before a function, and the records by which modules find an exported
/// symbol. If thousands have their companion and one has not, one of the two names was damaged, or edited by hand.
/// </summary>
static class CompanionNames
{
    const int ManyPairs = 1000;

    // If more are alone, it is a peculiarity of that kernel.
    const int MostAlone = 3;

    // A function may have aliases.
    const int Near = 3;

    // Padding by objtool and the compiler (-fpatchable-function-entry); EXPORT_SYMBOL's record, and its name up to 5.19.
    static readonly byte[][] _prefixes = [[.. "__pfx_"u8], [.. "__ksymtab_"u8], [.. "__kstrtab_"u8]];

    /// <summary>Returns what is wrong, for people; null if nothing is, or the table has no such names.</summary>
    public static string? Objection(SymbolList symbols)
    {
        foreach (byte[] prefix in _prefixes)
        {
            int pairs = 0;
            var alone = new List<int>();
            for (int i = 0; i < symbols.Count && alone.Count <= MostAlone; i++)
            {
                ReadOnlySpan<byte> name = symbols.Name(i);
                if (!name.StartsWith(prefix))
                    continue;
                if (IsNear(symbols, i, name[prefix.Length..]) || symbols.ByName.Find(name[prefix.Length..]) >= 0)
                    pairs++;
                else
                    alone.Add(i);
            }
            if (pairs >= ManyPairs && alone.Count is > 0 and <= MostAlone)
            {
                return $"{alone.Count} of {pairs + alone.Count} names beginning with {Encoding.ASCII.GetString(prefix)} have no symbol "
                    + $"of the rest of the name beside them; the first is {symbols.NameText(alone[0])}";
            }
        }
        return null;
    }

    // Padding lies just before its function, so most need no lookup.
    static bool IsNear(SymbolList symbols, int index, ReadOnlySpan<byte> name)
    {
        for (int i = index + 1; i < symbols.Count && i <= index + Near; i++)
        {
            if (symbols.Name(i).SequenceEqual(name))
                return true;
        }
        return false;
    }
}
