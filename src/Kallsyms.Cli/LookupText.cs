using System.Text;
using Kallsyms.Images;

namespace Kallsyms.Cli;

/// <summary>Answers of lookup as lines.</summary>
static class LookupText
{
    /// <summary>Writes answers as they come.</summary>
    /// <returns>All were found.</returns>
    public static bool Write(Stream stream, SymbolSource source, string format, IEnumerable<LookupAnswer> answers, bool quiet, bool flush)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n", AutoFlush = flush };
        bool all = true;
        foreach (LookupAnswer answer in answers)
        {
            all &= answer.Matches.Count > 0;
            if (answer.Matches.Count == 0 && !quiet)
                Console.Error.WriteLine($"kallsyms: {answer.Query}: not found{Suggest(source.Symbols, answer.Query)}");
            foreach (SymbolMatch match in answer.Matches)
                text.WriteLine(Line(format, source, match, answer.IsAmbiguous));
        }
        return all;
    }

    static string Line(string format, SymbolSource source, SymbolMatch match, bool isAmbiguous) => format switch
    {
        "kallsyms" => $"{Hex(match.Symbol.Address, source.Wide)} {match.Symbol.Type} {match.Symbol.Name}"
            + (match.Symbol.Module is { } module ? $"\t[{module}]" : ""),
        "gdb" => $"set ${Identifier(match.Symbol.Name)} = (char *) 0x{match.Address:x}",
        "r2" => $"f sym.{Identifier(match.Symbol.Name)} {match.Symbol.Size} 0x{match.Symbol.Address:x}",
        _ => $"{Hex(match.Address, source.Wide)} {match.Symbol.Type} {match}"
            + (isAmbiguous ? $"  {SymbolSurroundings.Of(source.Symbols, match.Symbol)}" : ""),
    };

    static string Suggest(KernelSymbols symbols, string query)
    {
        int plus = query.IndexOf('+');
        IReadOnlyList<string> near = NameSuggestions.Find(symbols, plus > 0 ? query[..plus] : query);
        return near.Count == 0 ? "" : $"; did you mean {string.Join(", ", near)}?";
    }

    // Debuggers take letters, digits and underscores.
    static string Identifier(string name)
    {
        var text = new StringBuilder(name);
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]))
                text[i] = '_';
        }
        return text.ToString();
    }

    public static string Hex(ulong value, bool wide) => (wide ? value : value & uint.MaxValue).ToString(wide ? "x16" : "x8");
}
