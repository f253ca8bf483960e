using System.Text;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Tests.Tables;

/// <summary>A release in words: one line for each feature of its tables, and for each rule about its symbols.</summary>
static class ReleaseText
{
    /// <summary>All of it.</summary>
    public static string Describe(KernelRelease release) => string.Join(
        '\n', [$"{release.Name}: rules of {release.Number}", "", .. Features(release.TableFormat), "", .. Rules(release.Rules), ""]);

    /// <summary>The lines about tables.</summary>
    public static string[] Features(TableFormat format) =>
    [
        $"order: {Order(format)}",
        $"num_syms and markers: {(format.WideCounters ? "address-sized" : "32 bits")}",
        $"lengths of names: {(format.TwoByteLengths ? "one or two bytes" : "one byte")}",
        $"encodings: {string.Join(", ", Enum.GetValues<AddressEncoding>().Where(format.Encodings.Contains).Select(Word))}",
        $"per-cpu symbols: {(format.TakesPercpuForAbsolute ? "absolute where they are linked at 0" : "as others")}",
        $"relative_base: {(format.Encodings.Contains(AddressEncoding.BaseRelative) ? Word(format.Base) : "none")}",
        $"plain numbers in addresses: {(format.Encodings.Contains(AddressEncoding.Absolute) ? Word(format.Plain) : "none")}",
        $"alignment: {Word(format.AlignmentRule)}",
        $"section: {format.Section}",
        $"longest name: {format.MaxNameLength} bytes",
        $"tokens: {Word(format.Tokens)}",
        $"labels with a size: {Parts(format.SizedLabels)}",
        $"the index ignores under LTO: {Word(format.LtoSuffix)}",
        $"text includes: {format.WordHeader ?? "nothing"}",
    ];

    /// <summary>The lines about symbols.</summary>
    public static string[] Rules(SymbolRules rules) =>
    [
        $"equal addresses: {Word(rules.Order)}",
        $"table made from: {(rules.TableReadsMap ? "System.map" : "all that nm lists")}",
        $"letters out of System.map: {Encoding.ASCII.GetString(rules.MapLetters)}",
        $"letters out of the table: {Encoding.ASCII.GetString(rules.TableLetters)}",
        $"labels of ranges: {(rules.LabelsBeforeLetters ? "whatever their letter" : "as others")}",
        $"_text among them: {YesNo(rules.KnowsText)}",
        $"what stands at the end of a range: {(rules.DropsStrangersAtEnds ? "only its label" : "all")}",
        $"__start_ and __stop_ symbols: {(rules.KeepsSectionLabels ? "always" : "as others")}",
        .. rules.Ranges.Select(range => $"range: {range.Start}..{range.End}{(range.OpenEnd ? ", all at its end" : "")}"),
        .. rules.Map.Rules.Select(rule => $"out of System.map: {Text(rule)}"),
        .. rules.Read.Rules.Select(rule => $"not read: {Text(rule)}"),
        .. rules.Table.Rules.Select(rule => $"out of the table: {Text(rule)}"),
    ];

    /// <summary>What is new in lines, in short: changed features, and rules that came (+) and went (-).</summary>
    public static string Changes(string[] was, string[] now)
    {
        string[] came = [.. now.Except(was)];
        string[] went = [.. was.Except(now)];
        string[] moved = [.. went.Where(line => came.Contains(line.Replace("out of the table", "out of System.map", StringComparison.Ordinal)))];
        if (moved.Length > 2)
        {
            came = [.. came.Where(line => !moved.Contains(line.Replace("out of System.map", "out of the table", StringComparison.Ordinal)))];
            came = [.. came, "what the tool left out is left out of System.map"];
            went = [.. went.Except(moved)];
        }
        return string.Join("; ", [.. came.Where(line => !IsRule(line)), .. Group("+", came), .. Group("-", went)]);
    }

    // Rules of one kind in one phrase; of a feature that changed, what it was before goes without saying.
    static IEnumerable<string> Group(string sign, IEnumerable<string> lines) => lines
        .Where(IsRule)
        .GroupBy(line => line.Split(": ")[0], line => line.Split(": ")[^1])
        .Select(group => $"{sign} {group.Key}: {string.Join(", ", group.Select(text => $"`{text}`"))}");

    static string Order(TableFormat format)
    {
        AddressEncoding encoding = Enum.GetValues<AddressEncoding>().Last(format.Encodings.Contains);
        return string.Join(", ", format.Shape.Order(encoding).Select(part => part.Label()["kallsyms_".Length..]));
    }

    static string Parts(SubTableSet parts) => parts == default ? "none"
        : string.Join(", ", Enum.GetValues<SubTable>().Where(parts.Contains).Select(part => part.Label()["kallsyms_".Length..]));

    static string Word<T>(T value)
        where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (char c in value.ToString())
            text.Append(char.IsAsciiLetterUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        return text.ToString();
    }

    static string Text(NameRule rule) => rule.Text.IsEmpty ? Word(rule.Match) : $"{Word(rule.Match)} {Encoding.ASCII.GetString(rule.Text)}";

    static string YesNo(bool yes) => yes ? "yes" : "no";

    static bool IsRule(string line) => line.StartsWith("out of", StringComparison.Ordinal) || line.StartsWith("not read", StringComparison.Ordinal)
        || line.StartsWith("range:", StringComparison.Ordinal);
}
