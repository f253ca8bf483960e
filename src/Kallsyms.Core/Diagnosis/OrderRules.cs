using Kallsyms.Tables;

namespace Kallsyms.Diagnosis;

/// <summary>Rules about the same names with other letters (9), or in another order (10).</summary>
static class OrderRules
{
    // What lies between two symbols that change places is looked at no farther than this.
    const int Reach = 1000;

    public static Verdict? TryTypes(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (!diff.SameNames || diff.Retyped.Length == 0)
            return null;
        IReadOnlyList<string> names = Wording.Names(diff.Before, diff.Retyped);
        int first = diff.Retyped[0];
        (char before, char after) = ((char)diff.Before.Types[first], (char)diff.After.Types[diff.Later(first)]);
        bool telling = diff.Retyped.All(i => IsUnsettled(diff.Before.Types[i]) || IsUnsettled(diff.After.Types[diff.Later(i)]) || Wording.IsMarker(diff.Before.Name(i)));
        return new(
            IncidentClass.Definition, comparison.AtMost(telling ? Confidence.Likely : Confidence.Possible), Rule.Definitions,
            $"{Wording.List(names)}: the type letter was {before} and is {after} later, and it is part of the table")
        {
            Symbols = names,
            Chain =
            [
                "a definition that is weak, absolute or provided by the linker script in one pass comes from an object or a filled section in the other",
            ],
            Passes = MorePasses.Help,
            Incident = Incident.Of("F2"),
        };
    }

    public static Verdict? TryOrder(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        if (!diff.SameNames || diff.Retyped.Length > 0 || diff.Reordered.Length == 0)
            return null;
        // The parts of an empty table all have one address.
        bool noTable = comparison.Before.Table is { IsEmpty: true } || comparison.After.Table is { IsEmpty: true };
        bool OfTable(int i) => noTable && NameKinds.IsOwnLabel(diff.Before.Name(i), diff.Before.Types[i]);
        var crossed = new List<(int Symbol, int Other)>();
        foreach (int i in diff.Reordered)
            crossed.AddRange(Crossed(diff, i).Where(other => !OfTable(i) && !OfTable(other)).Select(other => (i, other)));
        if (crossed.Count == 0)
            return null;
        IReadOnlyList<string> names = Wording.Names(diff.Before, crossed.Select(pair => pair.Symbol).Distinct());
        bool equalOnly = crossed.All(pair => Gaps(diff, pair) is var (before, after) && (before == 0 || after == 0));
        string[] made = [.. crossed
            .Select(pair => IsLinkerMade(diff, pair.Symbol) ? pair.Symbol : IsLinkerMade(diff, pair.Other) ? pair.Other : -1)
            .Distinct().Select(i => i < 0 ? "" : diff.Before.NameText(i))];
        if (!made.Contains(""))
            return NameRules.LinkerMade(Wording.List(made), "elsewhere among the others") with { Symbols = made };
        return equalOnly ? EqualAddresses(comparison, diff, crossed, names)
            : comparison.Steps.AreStrange ? null
            : OtherOrder(comparison, diff, names);
    }

    // Labels that share an address because padding between them vanished, or labels that always do.
    static Verdict EqualAddresses(Comparison comparison, SymbolDiff diff, List<(int Symbol, int Other)> crossed, IReadOnlyList<string> names)
    {
        (int symbol, int other) = crossed.FirstOrDefault(pair => Gaps(diff, pair) is var (then, now) && then != now, crossed[0]);
        (symbol, other) = (Math.Min(symbol, other), Math.Max(symbol, other));
        (long before, long after) = Gaps(diff, (symbol, other));
        string left = diff.Before.NameText(symbol);
        string right = diff.Before.NameText(other);
        bool marker = crossed.All(pair => Wording.IsMarker(diff.Before.Name(pair.Symbol)) || Wording.IsMarker(diff.Before.Name(pair.Other)));
        bool sampled = comparison.Release?.TableFormat.Tokens == TokenRule.Sampled;
        Confidence confidence = comparison.AtMost(comparison.Steps.AtMost(marker ? Confidence.Proven : Confidence.Likely));
        string order = $"{left} and {right} change places: nm orders them by name or letter where their addresses are equal";
        string effect = sampled ? "tokens are chosen from every n-th symbol, so another order gives other tokens and another size"
            : "another order changes the table's contents, and up to 2.6.13 its size: tokens are counted over all symbols from 2.6.14 on";
        // With tokens from a sample another pass changes the sample again.
        MorePasses passes = !sampled && (comparison.Release is not null || comparison.IsComplete) ? MorePasses.Help : MorePasses.Unknown;
        if (before == after)
        {
            return new(IncidentClass.Order, confidence, Rule.EqualAddresses, $"{left} and {right} change places: they have the same address in both passes, and something else than that ranks them")
            {
                Symbols = names,
                Chain = [$"{left} and {right} have the same address in both passes, and nothing but their input order ranks them", effect],
                Passes = passes,
                Incident = Incident.Of("C2"),
            };
        }
        return new(
            IncidentClass.Padding, confidence, Rule.EqualAddresses,
            $"the padding between {left} and {right} {(after == 0 ? "vanished" : "appeared")}: they have the same address in one pass, and change places there")
        {
            Symbols = names,
            Chain = [$"from {left} to {right} it was {Wording.Delta(before)} bytes, and is {Wording.Delta(after)}", order, effect],
            Passes = passes,
            Incident = Incident.Like(Wording.Names(diff.Before, crossed.SelectMany(pair => new[] { pair.Symbol, pair.Other })), "B2", "B4", "B3"),
            Others = [new(IncidentClass.Order, order)],
        };
    }

    static Verdict OtherOrder(Comparison comparison, SymbolDiff diff, IReadOnlyList<string> names)
    {
        bool end = diff.Reordered.Any(i => diff.Before.NameText(i) is "_end" or "__bss_stop" or "_edata" or "__bss_start" or "__end");
        return new(
            IncidentClass.OtherLink, comparison.AtMost(end ? Confidence.Likely : Confidence.Possible), Rule.LeftOut,
            $"{Wording.List(names)} {(names.Count == 1 ? "stands" : "stand")} elsewhere among the others, at other addresses: one of the links places its sections in another order")
        {
            Symbols = names,
            Chain = [$"symbols in between have addresses of their own, so this is not a sorting issue: the linker got other options, another script or other inputs"],
            Passes = MorePasses.DoNotHelp,
            Incident = Incident.Of("C5"),
            Others = [new(IncidentClass.Artifacts, "or the lists are of two builds")],
        };
    }

    // Neighbours that a symbol had on one side and has on the other now.
    static IEnumerable<int> Crossed(SymbolDiff diff, int index)
    {
        int place = diff.Later(index);
        for (int i = index + 1; i < Math.Min(diff.Before.Count, index + Reach); i++)
        {
            int other = diff.Later(i);
            if (other < 0)
                continue;
            if (other > place)
                break;
            yield return i;
        }
        for (int i = index - 1; i > Math.Max(-1, index - Reach); i--)
        {
            int other = diff.Later(i);
            if (other < 0)
                continue;
            if (other < place)
                break;
            yield return i;
        }
    }

    static (long Before, long After) Gaps(SymbolDiff diff, (int Symbol, int Other) pair) => (
        (long)(diff.Before.Addresses[pair.Other] - diff.Before.Addresses[pair.Symbol]),
        (long)(diff.After.Addresses[diff.Later(pair.Other)] - diff.After.Addresses[diff.Later(pair.Symbol)]));

    static bool IsLinkerMade(SymbolDiff diff, int index) => NameKinds.Of(diff.Before.Name(index), diff.Before.Types[index]) == NameKind.LinkerMade;

    static bool IsUnsettled(byte type) => type is (byte)'U' or (byte)'w' or (byte)'W' or (byte)'v' or (byte)'V' or (byte)'A' or (byte)'a';
}
