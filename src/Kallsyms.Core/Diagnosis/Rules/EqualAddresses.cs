using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>Labels that share an address because padding between them vanished, or that always do, in another order.</summary>
sealed class EqualAddresses : Rule
{
    const string Labels =
        "put the label behind the padding in the linker script (. = ALIGN(n); before label = .;), or order the table without "
        + "nm's help, as kernels from 2.6.30 on and kallsyms link do";

    static readonly Incident _neverApart = new(
        "C2", "section end and next section's start swap, 2005", "1116372428.428a7dccec930@webmail.grupopie.com",
        "put the label behind the padding in the linker script, or order the table without nm's help, as kernels from 2.6.30 "
        + "on and kallsyms link do");

    static readonly Incident[] _padding =
    [
        new("B2", "i386 __sched_text_start and __down, 2.6.11-mm2, 2005", "commit 6d30e3a8995c", Labels) { Sign = "^__sched_text_start$" },
        new("B4", "ARM without SMP, empty per-cpu section, 2012", "commit 9973290ce20a", Labels) { Sign = "^(__per_cpu_|__data_loc$)" },
        new("B3", "ARM _edata and __bss_start, 2.6.12-rc4, 2005", "12529.1115875242@kao2.melbourne.sgi.com", Labels),
    ];

    public override int Number => 10;

    public override string Sees => "another order of equal addresses; where padding between them came or went, that is the cause";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Order, IncidentClass.Padding];

    public override IReadOnlyList<Incident> Incidents => [.. _padding, _neverApart];

    public override Verdict? Match(Comparison comparison)
    {
        if (comparison.Order is not { OnlyEqualAddresses: true } change)
            return null;
        SymbolDiff diff = comparison.Filtered;
        IReadOnlyList<(int Symbol, int Other)> crossed = change.Crossed;
        (int symbol, int other) = crossed.FirstOrDefault(pair => change.Gaps(pair) is var (then, now) && then != now, crossed[0]);
        (symbol, other) = (Math.Min(symbol, other), Math.Max(symbol, other));
        (long before, long after) = change.Gaps((symbol, other));
        (string left, string right) = (diff.Before.NameText(symbol), diff.Before.NameText(other));
        bool marker = crossed.All(
            pair => LinkerLabel.IsLikely(diff.Before.Name(pair.Symbol)) || LinkerLabel.IsLikely(diff.Before.Name(pair.Other)));
        Confidence confidence = comparison.AtMost(comparison.Steps.AtMost(marker ? Confidence.Proven : Confidence.Likely));
        bool sampled = comparison.Release?.TableFormat.Tokens == TokenRule.Sampled;
        string effect = sampled ? "tokens are chosen from every n-th symbol, so another order gives other tokens and another size"
            : "another order changes the table's contents, and up to 2.6.13 its size: tokens are counted over all symbols from 2.6.14 on";
        Verdict verdict = before == after ? NeverApart(confidence, left, right, effect)
            : OverPadding(confidence, left, right, effect, before, after) with
            {
                Incident = Incident.Like(
                    Wording.Names(diff.Before, crossed.SelectMany(pair => new[] { pair.Symbol, pair.Other })), _padding),
            };
        return verdict with
        {
            Symbols = Wording.Names(diff.Before, crossed.Select(pair => pair.Symbol).Distinct()),
            // If tokens come from a sample, another pass changes the sample again.
            Passes = !sampled && (comparison.Release is not null || comparison.IsComplete) ? MorePasses.Help : MorePasses.Unknown,
        };
    }

    Verdict NeverApart(Confidence confidence, string left, string right, string effect) => new(
        IncidentClass.Order, confidence, this,
        $"{left} and {right} change places: they have the same address in both passes, and something else than that ranks them")
    {
        Chain = [$"{left} and {right} have the same address in both passes, and nothing but their input order ranks them", effect],
        Incident = _neverApart,
    };

    Verdict OverPadding(Confidence confidence, string left, string right, string effect, long before, long after)
    {
        string order = $"{left} and {right} change places: nm orders them by name or letter where their addresses are equal";
        string change = after == 0 ? "vanished" : "appeared";
        return new(
            IncidentClass.Padding, confidence, this,
            $"the padding between {left} and {right} {change}: they have the same address in one pass, and change places there")
        {
            Chain = [$"from {left} to {right} it was {Wording.Delta(before)} bytes, and is {Wording.Delta(after)}", order, effect],
            Others = [new(IncidentClass.Order, order)],
        };
    }
}
