using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kallsyms.Images;

/// <summary>How far a kernel was loaded from where it was linked (KASLR), as far as text that it printed tells.</summary>
/// <param name="Distance">To add to link-time addresses.</param>
/// <param name="Evidence">What says so, for people.</param>
public sealed partial record KaslrOffset(ulong Distance, string Evidence)
{
    // Symbols that are compared between two lists.
    const int Sample = 64;

    /// <summary>
    /// Reads it off a log: from the line "Kernel Offset:" that a panic prints, from KERNELOFFSET= of vmcoreinfo, or from addresses that have
    /// their names beside them ("[&lt;ffffffff81001234&gt;] name+0x34/0x90"), if all of them agree.
    /// </summary>
    /// <returns>Null: the log does not tell, or contradicts itself.</returns>
    public static KaslrOffset? FromLog(ReadOnlySpan<byte> log, KernelSymbols symbols)
    {
        string text = Encoding.Latin1.GetString(log);
        // A log may go on over several boots; the last word counts.
        if (Said().Matches(text) is [.., Match said] && TryParse(said.Groups[2].ValueSpan, out ulong offset))
            return new(said.Groups[1].ValueSpan is "-" ? 0 - offset : offset, $"the log says '{said.Value.Trim()}'");
        if (text.Contains("Kernel Offset: disabled", StringComparison.Ordinal))
            return new(0, "the log says 'Kernel Offset: disabled'");
        return FromNames(text, symbols);
    }

    /// <summary>Compares with the symbols of the same kernel at the addresses where it runs, /proc/kallsyms.</summary>
    /// <returns>Null: it is another kernel, symbols were moved by different distances.</returns>
    public static KaslrOffset? FromRunning(KernelSymbols running, KernelSymbols symbols)
    {
        ulong? distance = null;
        int step = Math.Max(1, symbols.Count / Sample);
        for (int i = 0; i < symbols.Count; i += step)
        {
            KernelSymbol symbol = symbols[i];
            if (symbol.Type is 'A' or 'a' || symbols.Find(symbol.Utf8Name) != symbol || symbols.FindNext(symbol) is not null)
                continue;
            if (running.Find(symbol.Utf8Name) is not { Module: null } same || (distance ??= same.Address - symbol.Address) != same.Address - symbol.Address)
                return null;
        }
        return distance is ulong found ? new(found, $"the running kernel's symbols are moved by 0x{found:x}") : null;
    }

    static KaslrOffset? FromNames(string text, KernelSymbols symbols)
    {
        ulong? distance = null;
        int count = 0;
        foreach (Match match in Named().Matches(text))
        {
            if (!TryParse(match.Groups[1].ValueSpan, out ulong address) || !TryParse(match.Groups[3].ValueSpan, out ulong into)
                || !TryParse(match.Groups[4].ValueSpan, out ulong size))
            {
                continue;
            }
            // Of several symbols of a name only one has that size, mostly; otherwise this line tells nothing.
            if (Only(symbols, match.Groups[2].ValueSpan, size) is not { } symbol)
                continue;
            if ((distance ??= address - into - symbol.Address) != address - into - symbol.Address)
                return null;
            count++;
        }
        return distance is ulong found ? new(found, $"{count} addresses have their names beside them") : null;
    }

    static KernelSymbol? Only(KernelSymbols symbols, ReadOnlySpan<char> name, ulong size)
    {
        KernelSymbol? only = null;
        for (KernelSymbol? next = symbols.Find(name); next is { } symbol; next = symbols.FindNext(symbol))
        {
            if (symbol.Size != size)
                continue;
            if (only is not null)
                return null;
            only = symbol;
        }
        return only;
    }

    static bool TryParse(ReadOnlySpan<char> digits, out ulong value) =>
        ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    [GeneratedRegex(@"(?:Kernel Offset: |KERNELOFFSET=)(-?)(?:0x)?([0-9a-f]{1,16})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Said();

    [GeneratedRegex(@"\[?<?(?:0x)?\b([0-9a-f]{8}|[0-9a-f]{16})\b>?\]? (?:\? )?\(?([A-Za-z_.$][\w.$]*)\+0x([0-9a-f]+)/0x([0-9a-f]+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
