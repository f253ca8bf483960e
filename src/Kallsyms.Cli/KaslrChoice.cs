using System.CommandLine;
using System.Globalization;
using Kallsyms.Lookup;

namespace Kallsyms.Cli;

/// <summary>Interprets the option about KASLR: returns the distance to symbols' run-time addresses.</summary>
static class KaslrChoice
{
    public static Option<string?> Option(string auto) => new("--kaslr")
    {
        Description = "How far the kernel was loaded from where it was linked: a number of bytes in hexadecimal; SYM=ADDR, a symbol and "
            + $"its address in the running kernel; or auto: {auto}.",
        HelpName = "OFFSET|auto|SYM=ADDR",
    };

    /// <summary>Returns the distance named by the option, or null if it is to be detected.</summary>
    /// <exception cref="KallsymsException">
    /// The text is not valid, names an unknown symbol or one that does not move, or no kernel of that machine moves by such a distance.
    /// </exception>
    public static ulong? Distance(string choice, KernelSymbols symbols)
    {
        if (choice == "auto")
            return null;
        int equals = choice.LastIndexOf('=');
        if (!TryParse(choice.AsSpan(equals + 1), out ulong value))
            throw new KallsymsException(
                ErrorKind.Usage, $"--kaslr {choice}: expected a hexadecimal number, auto, or a symbol, = and its address");
        if (!symbols.IsWide && value > uint.MaxValue && 0 - value > uint.MaxValue)
            throw new KallsymsException(ErrorKind.Usage, $"--kaslr {choice}: addresses of this kernel have 32 bits");
        ulong distance = (equals < 0 ? value : value - Reference(choice, choice[..equals], symbols).Address)
            & (symbols.IsWide ? ulong.MaxValue : uint.MaxValue);
        ulong grain = KaslrOffset.Grain(symbols);
        ulong? place = KaslrOffset.Impossible(symbols, distance);
        if (distance % grain == 0 && place is null)
            return distance;
        string why = distance % grain != 0
            ? $"0x{distance:x} is not a multiple of 0x{grain:x}, by which kernels of this kind are moved"
            : $"it would put the kernel at 0x{place:x}, where none of this kind can be; are digits missing?";
        throw equals < 0 ? new KallsymsException(ErrorKind.Usage, $"--kaslr {choice}: {why}")
            : new KallsymsException(
                ErrorKind.Negative, $"--kaslr {choice}: the address is not of this symbol in this build of the kernel: {why}");
    }

    static KernelSymbol Reference(string choice, string name, KernelSymbols symbols)
    {
        KernelSymbol symbol = symbols.Find(name)
            ?? throw new KallsymsException(ErrorKind.Negative, $"--kaslr {choice}: there is no symbol '{name}'");
        if (symbols.FindNext(symbol) is not null)
            throw new KallsymsException(ErrorKind.Negative, $"--kaslr {choice}: there are several symbols '{name}'");
        return symbols.Moves(symbol.Index) ? symbol : throw new KallsymsException(
            ErrorKind.Negative,
            $"--kaslr {choice}: '{name}' is a number, per-cpu, or a module's, and does not move with the kernel; name a function of it");
    }

    /// <summary>Parses a hexadecimal number, with or without 0x and a sign.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong value)
    {
        bool negative = text.StartsWith("-");
        ReadOnlySpan<char> digits = negative ? text[1..] : text;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        bool valid = ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        value = negative ? 0 - value : value;
        return valid;
    }
}
