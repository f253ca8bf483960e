using System.Globalization;
using System.Text;
using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Rules;
using Kallsyms.Elf;
using Kallsyms.Linking;

namespace Kallsyms.Tests.Diagnosis.Rules;

/// <summary>
/// Passes side by side in one text: <c>letter name address</c> for each symbol, then its address in each later pass where it has another,
/// all divided by semicolons. Two letters are those of the first pass and of the others.
/// <list type="bullet">
/// <item>Addresses of less than eight digits count from 0xffffffff81000000.</item>
/// <item><c>-</c>: the pass does not have it; <c>u</c>: it is undefined there.</item>
/// <item><c>40.1</c>: at 0x40, behind what is at 0x40 without such a number.</item>
/// <item><c>[.text] 0+100/10</c>: a section at 0, of 0x100 bytes, aligned to 0x10.</item>
/// </list>
/// </summary>
static class SideBySide
{
    const ulong Base = 0xffffffff81000000;

    /// <summary>The verdict in a line: class, confidence, rule, more passes, incident, then the classes of other candidates.</summary>
    public static string Verdict(string text, Func<SymbolSnapshot, SymbolSnapshot>? known = null) => Line(Explain(text, known).Verdict);

    public static Explanation Explain(string text, Func<SymbolSnapshot, SymbolSnapshot>? known = null) =>
        Explainer.Explain([.. Passes(text).Select(known ?? (pass => pass))]);

    public static string Line(Verdict verdict)
    {
        string others = string.Concat(verdict.Others.Select(other => " " + other.Class.Text()));
        string[] words =
        [
            verdict.Class.Text(), verdict.Confidence.Text(), verdict.Rule is null ? "" : $"rule {verdict.Rule.Number}", verdict.Passes.Text(),
            verdict.Incident?.Id ?? "", others.Length == 0 ? "" : "or" + others,
        ];
        return string.Join(' ', words.Where(word => word.Length > 0));
    }

    public static SymbolSnapshot[] Passes(string text)
    {
        string[][] entries = [.. text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(entry => entry.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        int count = entries.Max(entry => entry.Length - (IsSection(entry) ? 1 : 2));
        return [.. Enumerable.Range(0, Math.Max(count, 2)).Select(pass => Pass(entries, pass))];
    }

    static SymbolSnapshot Pass(string[][] entries, int pass)
    {
        var lines = new List<(ulong Address, string Rank, string Line)>();
        foreach (string[] entry in entries.Where(entry => !IsSection(entry)))
        {
            string place = entry[Math.Min(2 + pass, entry.Length - 1)];
            string letter = entry[0][Math.Min(pass, entry[0].Length - 1)].ToString();
            if (place == "u")
                lines.Add((0, "", $"                 {letter} {entry[1]}\n"));
            else if (place != "-")
                lines.Add((Address(place.Split('.')[0]), place.Contains('.') ? place.Split('.')[1] : "", Line(place, letter, entry[1])));
        }
        string list = string.Concat(lines.OrderBy(line => line.Address).ThenBy(line => line.Rank, StringComparer.Ordinal).Select(line => line.Line));
        SymbolSnapshot read = list.Length == 0 ? new($"pass {pass + 1}", ListKind.Map, Kallsyms.Symbols.SymbolList.Empty)
            : SnapshotReader.ReadText(ByteSource.FromMemory(Encoding.UTF8.GetBytes(list), $"pass {pass + 1}"))![0];
        return read with
        {
            Sections = [.. entries.Where(IsSection).Select(entry => Section(entry[0][1..^1], entry[Math.Min(1 + pass, entry.Length - 1)]))],
        };
    }

    static string Line(string place, string letter, string name) => $"{Address(place.Split('.')[0]):x16} {letter} {name}\n";

    static SectionPlace Section(string name, string text)
    {
        string[] parts = text.Split('+', '/');
        return new(name, Address(parts[0]), Hex(parts[1]), Hex(parts[2]));
    }

    static bool IsSection(string[] entry) => entry[0].StartsWith('[');

    static ulong Address(string text) => text.Length < 8 ? Base + Hex(text) : Hex(text);

    static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
