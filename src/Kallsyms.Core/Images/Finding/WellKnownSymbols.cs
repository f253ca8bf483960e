using System.Text;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>The symbols of a table that describe the image they are in.</summary>
sealed class WellKnownSymbols
{
    static readonly Dictionary<string, int> _numbers = Names();

    const int MaxLength = 11; // __bss_start

    readonly ulong?[] _addresses = new ulong?[_numbers.Count];

    /// <summary>Looks up all of them in one pass; of symbols with one name the first counts.</summary>
    public WellKnownSymbols(SymbolList symbols)
    {
        for (int i = 0; i < symbols.Count; i++)
        {
            ReadOnlySpan<byte> name = symbols.Name(i);
            if (name.StartsWith("kallsyms_"u8) || name.StartsWith("linux_"u8) || name.Length <= MaxLength && name.StartsWith("_"u8))
            {
                if (_numbers.TryGetValue(Encoding.ASCII.GetString(name), out int number))
                    _addresses[number] ??= symbols.Addresses[i];
            }
        }
    }

    /// <summary>The address of one of the names below, or null.</summary>
    public ulong? this[string name] => _addresses[_numbers[name]];

    static Dictionary<string, int> Names()
    {
        string[] names = ["linux_banner", "linux_proc_banner", "_text", "_start", "_end", "__bss_start",
            .. Enum.GetValues<SubTable>().Select(part => part.Label())];
        return names.Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => entry.i);
    }
}
