using System.Text;
using Kallsyms.Lookup;
using Kallsyms.SourceLines;

namespace Kallsyms.Cli;

/// <summary>Writes the answers of lookup as lines.</summary>
static class LookupText
{
    const int MostShown = 200;

    /// <summary>How to write answers: the symbols, the value of --format, how names are shown, and the finder of source lines.</summary>
    public sealed record Form(KernelSymbols Symbols, string Format, ShownNames Names, SourceFinder? Lines)
    {
        public string NameForPrograms(KernelSymbol symbol) => Names.ForPrograms ? Names.Of(symbol.Name) : symbol.Name;
    }

    /// <summary>Writes answers as they come.</summary>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="form">How to write them.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="say">Receives messages about queries without an answer; null to say nothing.</param>
    /// <param name="flush">Whether to flush each line before waiting for the next query.</param>
    /// <returns>Whether all were found.</returns>
    public static bool Write(
        Stream stream, Form form, IEnumerable<LookupAnswer> answers, Action<string>? say, bool flush)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n", AutoFlush = flush };
        bool all = true;
        foreach (LookupAnswer answer in answers)
        {
            all &= answer.Matches.Count > 0;
            if (answer.Matches.Count == 0)
                say?.Invoke($"{Excerpt(answer.Query)}: not found{Explain(UnansweredQuery.Examine(form.Symbols, answer.Query))}");
            bool isAmbiguous = answer.IsAmbiguous;
            foreach (SymbolMatch match in answer.Matches)
                text.WriteLine(Line(form, match, isAmbiguous));
        }
        return all;
    }

    static string Line(Form form, SymbolMatch match, bool isAmbiguous) => form.Format switch
    {
        "kallsyms" => $"{Hex(match.Symbol.Address, form.Symbols.IsWide)} {match.Symbol.Type} {form.NameForPrograms(match.Symbol)}"
            + (match.Symbol.Module is { } module ? $"\t[{module}]" : ""),
        "gdb" => $"set ${Identifier(match.Symbol.Name)} = (char *) 0x{match.Address:x}",
        "r2" => $"f sym.{Identifier(match.Symbol.Name)} {match.Symbol.Size} 0x{match.Symbol.Address:x}",
        _ => $"{Hex(match.Address, form.Symbols.IsWide)} {match.Symbol.Type} {match.Text(form.Names.Of(match.Symbol.Name))}"
            + (form.Lines?.Find(match.Symbol, match.Offset) is { } lines ? $" ({lines})" : "")
            + (isAmbiguous ? $"  {SymbolSurroundings.Of(form.Symbols, match.Symbol)}" : ""),
    };

    static string Excerpt(string query) => query.Length <= MostShown ? query : $"{query[..MostShown]}... ({query.Length} characters)";

    static string Explain(UnansweredQuery query) => query switch
    {
        { Reason: { } reason } => $": {reason}",
        { Suggestions.Count: > 0 } => $"; did you mean {string.Join(", ", query.Suggestions)}?",
        _ => "",
    };

    // Debuggers accept letters, digits and underscores.
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
