namespace Kallsyms.Diagnosis.Rules;

/// <summary>Symbols elsewhere in the order, at other addresses: the links are not the same.</summary>
sealed class OtherSectionOrder : Rule
{
    static readonly Incident _endInTheMiddle = new(
        "C5", "ppc32 with --gc-sections, _end in the middle, 2021", "fe5a0d0c-0394-5866-8b92-e91f348a3a2a@huawei.com",
        "link the last time with the options of the measured links: --strip-debug, --gc-sections and the linker script must be the same");

    public override int Number => 2;

    public override string Sees => "sections in another order";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.OtherLink];

    public override IReadOnlyList<Incident> Incidents => [_endInTheMiddle];

    public override Verdict? Match(Comparison comparison)
    {
        if (comparison.Order is not { OnlyEqualAddresses: false } change || comparison.Steps.AreStrange)
            return null;
        SymbolDiff diff = comparison.Filtered;
        IReadOnlyList<string> names = Wording.Names(diff.Before, change.Crossed.Select(pair => pair.Symbol).Distinct());
        bool end = diff.Reordered.Any(i => diff.Before.NameText(i) is "_end" or "__bss_stop" or "_edata" or "__bss_start" or "__end");
        string stand = names.Count == 1 ? "stands" : "stand";
        return new(
            IncidentClass.OtherLink, comparison.AtMost(end ? Confidence.Likely : Confidence.Possible), this,
            $"{Wording.List(names)} {stand} elsewhere among the others, at other addresses: one of the links places its sections in "
                + "another order")
        {
            Symbols = names,
            Chain =
            [
                "symbols in between have addresses of their own, so this is not a sorting issue: the linker got other options, another "
                    + "script or other inputs",
            ],
            Passes = MorePasses.DoNotHelp,
            Incident = _endInTheMiddle,
            Others = [new(IncidentClass.Artifacts, "or the lists are of two builds")],
        };
    }
}
