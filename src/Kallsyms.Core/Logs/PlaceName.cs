using System.Text;
using Kallsyms.Lookup;
using Kallsyms.Symbols;

namespace Kallsyms.Logs;

/// <summary>The name for an address in a line.</summary>
/// <param name="Word">The address in the decoded line.</param>
/// <param name="Value">The address.</param>
/// <param name="Symbol">The symbol it belongs to.</param>
/// <param name="Offset">The offset in the symbol, in bytes.</param>
/// <param name="InSource">The symbol's demangled name; null to write the name itself.</param>
/// <param name="HasModule">Whether the line itself states the module.</param>
readonly record struct PlaceName(HexWord Word, ulong Value, KernelSymbol Symbol, ulong Offset, string? InSource, bool HasModule);

/// <summary>Decides which addresses of a line get a name, for everything that is made from it.</summary>
static class PlaceNames
{
    // Digits of a module's build id.
    const int MinBuildId = 16;

    /// <summary>Lists the names.</summary>
    /// <param name="line">The line.</param>
    /// <param name="addresses">Its addresses.</param>
    /// <param name="names">The names of its stretch.</param>
    /// <param name="found">Receives the names, in order.</param>
    /// <returns>How many more there are that must not stand in a log.</returns>
    public static int Find(
        LogLine line, ReadOnlySpan<LogAddress> addresses, StretchNames names, List<PlaceName> found)
    {
        found.Clear();
        ReadOnlySpan<byte> text = line.Text;
        int withheld = 0;
        foreach (LogAddress address in addresses)
        {
            if (!names.TryFind(address, out KernelSymbol symbol, out ulong offset) || !address.IsCode && !IsFunction(symbol, offset))
                continue;
            string? inSource = names.InSource(symbol);
            if (!(inSource is null ? MayStand(symbol.Utf8Name, line) : MayStand(Encoding.UTF8.GetBytes(inSource), line)))
            {
                withheld++;
                continue;
            }
            ReadOnlySpan<byte> own = symbol.Module is { } module ? Encoding.UTF8.GetBytes(module) : [];
            ReadOnlySpan<byte> said = ModuleBehind(text[address.Word.End..]);
            // The log knows better which module it is.
            if (MayStand(own, line) && (said.IsEmpty || said.SequenceEqual(own)))
                found.Add(new(address.Word, address.Value, symbol, offset, inSource, HasModule: !said.IsEmpty));
        }
        return withheld;
    }

    // Where the kernel starts is no function, and stands in many a text.
    static bool IsFunction(KernelSymbol symbol, ulong offset) => TypeLetter.IsFunction((byte)symbol.Type)
        && (offset > 0 || !LinkerLabel.IsStart(symbol.Utf8Name, (byte)symbol.Type));

    // Names in damaged images could be anything, and readers of the log interpret control characters and quotes.
    static bool MayStand(ReadOnlySpan<byte> name, LogLine line) =>
        name.IndexOfAnyInRange((byte)0, (byte)0x1f) < 0 && (!line.IsJson || name.IndexOfAny("\"\\"u8) < 0)
        && (name.IndexOfAny("<>&"u8) < 0 || !line.IsMarkup);

    // " [mt76_usb]", " 0x83178634 [mt76_usb@83178000+0x2290]"
    static ReadOnlySpan<byte> ModuleBehind(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(">]"u8))
            text = text[2..];
        if (text.StartsWith(" 0x"u8))
            text = text[(1 + Math.Max(text[1..].IndexOfAny(" \n"u8), 0))..];
        if (!text.StartsWith(" ["u8))
            return [];
        ReadOnlySpan<byte> rest = text[2..];
        int stop = rest.IndexOfAny((byte)']', (byte)'@', (byte)' ');
        // Behind a blank stands its build id; "[verbose debug info unavailable]" is no module.
        bool isOther = stop >= 0 && rest[stop] == ' ' && !HexWords.HasLong(rest[stop..], MinBuildId);
        ReadOnlySpan<byte> name = stop < 0 || isOther ? [] : rest[..stop];
        bool isName = name.Length > 0 && name.IndexOfAny("<#."u8) < 0 && !char.IsAsciiDigit((char)name[0]);
        return isName && !name.SequenceEqual("unknown"u8)
            && !name.SequenceEqual("inline"u8) && !name.SequenceEqual("inlined"u8) ? name : [];
    }
}
