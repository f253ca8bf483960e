using System.CommandLine;
using System.Globalization;
using Kallsyms.Lookup;

namespace Kallsyms.Cli;

/// <summary>Turns what the user said about KASLR into symbols at run-time addresses.</summary>
static class KaslrChoice
{
    public static Option<string?> Option(string auto) => new("--kaslr")
    {
        Description = "How far the kernel was loaded from where it was linked: a number of bytes in hexadecimal; SYM=ADDR, a symbol and "
            + $"its address in the running kernel; or auto: {auto}.",
        HelpName = "OFFSET|auto|SYM=ADDR",
    };

    /// <summary>The distance that the option names; null: it is to be found out.</summary>
    /// <exception cref="KallsymsException">It is none of the three, or names an unknown symbol.</exception>
    public static ulong? Distance(string? choice, KernelSymbols symbols)
    {
        if (choice is null)
            return 0;
        if (choice == "auto")
            return null;
        int equals = choice.LastIndexOf('=');
        if (!TryParse(choice.AsSpan(equals + 1), out ulong value))
            throw new KallsymsException(
                ErrorKind.Usage, $"--kaslr {choice}: expected a hexadecimal number, auto, or a symbol, = and its address");
        if (equals < 0)
            return value;
        KernelSymbol symbol = symbols.Find(choice.AsSpan(0, equals))
            ?? throw new KallsymsException(ErrorKind.Negative, $"--kaslr {choice}: there is no symbol '{choice[..equals]}'");
        if (symbols.FindNext(symbol) is not null)
            throw new KallsymsException(ErrorKind.Negative, $"--kaslr {choice}: there are several symbols '{choice[..equals]}'");
        return value - symbol.Address;
    }

    /// <summary>Hexadecimal, with or without 0x and a sign.</summary>
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
