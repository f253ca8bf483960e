using System.Text;
using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Rules;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>Every incident of docs/incidents.md of which lists are known gets the class that it is there under.</summary>
public class IncidentCasesTests
{
    public static TheoryData<string> Ids => [.. IncidentCase.Ids];

    [Theory]
    [MemberData(nameof(Ids))]
    public void ARecordedCase_IsSeenBeforeAsItself_WithALink(string id)
    {
        Incident? incident = IncidentCase.Explain(id).Verdict.Incident;
        Assert.Equal(id, incident?.Id);
        Assert.StartsWith("http", incident?.Link);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    [HasGoldenText]
    public void ARecordedCase_GetsTheVerdictInItsFolder(string id)
    {
        Verdict verdict = IncidentCase.Explain(id).Verdict;
        Golden.File(
            $"tests/cases/incidents/{id}/verdict.txt",
            $"class {verdict.Class.Text()}\nconfidence {verdict.Confidence.Text()}\nrule {verdict.Rule?.Number}\nincident {verdict.Incident?.Id}\nmore passes {verdict.Passes.Text()}\n"
            + $"first symbol {verdict.FirstSymbol}\n");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ARecordedCase_GetsAClassAndAnIncident_OfTheRuleThatDecides(string id)
    {
        Verdict verdict = IncidentCase.Explain(id).Verdict;
        Assert.Contains(verdict.Class, verdict.Rule!.Classes);
        Assert.Contains(verdict.Incident, verdict.Rule.Incidents);
    }

    [Fact]
    public void EveryRule_IsInTheListOnce() => Assert.Equal(
        typeof(Rule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Rule)) && !type.IsAbstract).Select(type => type.Name).Order(),
        RuleList.All.Select(rule => rule.GetType().Name).Order());

    [Fact]
    public void NumbersOfRules_RunFromOneOn_WithoutGaps()
    {
        int[] numbers = [.. RuleList.All.Select(rule => rule.Number).Distinct().Order()];
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
    }

    [Fact]
    public void EveryKnownIncident_HasALinkAndACure() => Assert.All(RuleList.Incidents, incident =>
    {
        Assert.True(Uri.TryCreate(incident.Link, UriKind.Absolute, out Uri? link) && link.Scheme is "http" or "https", incident.Id);
        Assert.NotEmpty(incident.Cure);
    });

    [Theory]
    [MemberData(nameof(Ids))]
    public void ItGetsTheSameClassTheOtherWayRound(string id)
    {
        SymbolSnapshot[] passes = [.. IncidentCase.Maps(id).Reverse().SelectMany(path => SnapshotReader.Read(path)!)];
        Assert.Equal(IncidentCase.Explain(id).Verdict.Class, Explainer.Explain(passes).Verdict.Class);
    }

    [Theory]
    [InlineData("A4", "00000075.plt_branch.da9:19")]
    [InlineData("B2", "__sched_text_start")]
    [InlineData("B3", "_edata")]
    [InlineData("B7", "kallsyms_num_syms")]
    [InlineData("B8", "kallsyms_markers")]
    [InlineData("D2", "kallsyms_seqs_of_names")]
    [InlineData("E1", "init_task")]
    [InlineData("E2", "__stop_notes")]
    [InlineData("K1", "L0")]
    public void TheFirstSymbolIsWhereTheListsPart(string id, string symbol) => Assert.Equal(symbol, IncidentCase.Explain(id).Verdict.FirstSymbol);

    [Fact]
    public void PassesThatRepeatThemselvesHaveAPeriod()
    {
        Verdict verdict = IncidentCase.Explain("E2").Verdict;
        Assert.Equal(MorePasses.Oscillate, verdict.Passes);
        Assert.Equal(2, verdict.Period);
    }

    [Fact]
    public void AnExcerptProvesNothingThatTheRestCouldSpeakAgainst()
    {
        foreach (string id in IncidentCase.Ids)
        {
            Explanation explanation = IncidentCase.Explain(id);
            bool whole = explanation.Before.IsComplete && explanation.After.IsComplete;
            Assert.True(whole || explanation.Verdict.Confidence < Confidence.Proven || explanation.After.Symbols.Count == 0, id);
        }
    }

    /// <summary>The table of docs/incidents.md is what the cases give today.</summary>
    [Fact]
    [HasGoldenText]
    public void TheManualHasTheTableOfCasesAndVerdicts()
    {
        var table = new StringBuilder("| case | class | confidence | rule | first symbol | more passes |\n|---|---|---|---|---|---|\n");
        foreach (string id in IncidentCase.Ids)
        {
            Verdict verdict = IncidentCase.Explain(id).Verdict;
            string first = verdict.FirstSymbol is not { Length: > 45 } name ? verdict.FirstSymbol! : name[..42] + "...";
            table.Append($"| {id} | {verdict.Class.Text()} | {verdict.Confidence.Text()} | {verdict.Rule?.Number} | `{first}` | {verdict.Passes.Text()} |\n");
        }
        Golden.Table("docs/incidents.md", table.ToString());
    }

    [Fact]
    [HasGoldenText]
    public void TheManual_HasTheRulesOfTheCode()
    {
        var table = new StringBuilder("| rule | what it sees | class |\n|---|---|---|\n");
        foreach (IGrouping<int, Rule> rules in RuleList.All.GroupBy(rule => rule.Number).OrderBy(rules => rules.Key))
        {
            IEnumerable<string> classes = rules.SelectMany(rule => rule.Classes).Distinct().Select(kind => kind.Text());
            table.Append($"| {rules.Key} | {string.Join("; ", rules.Select(rule => rule.Sees))} | {string.Join(", ", classes)} |\n");
        }
        Golden.Table("docs/incidents.md", table.ToString());
    }

    [Fact]
    [HasGoldenText]
    public void TheManual_HasTheIncidentsOfTheCode()
    {
        var table = new StringBuilder("| incident | where and when | source |\n|---|---|---|\n");
        foreach (Incident incident in RuleList.Incidents)
            table.Append($"| {incident.Id} | {incident.Title} | [{incident.Source}]({incident.Link}) |\n");
        Golden.Table("docs/incidents.md", table.ToString());
    }

    [Fact]
    public void TheManual_HasASectionForEachClass_OfTheSameTitle()
    {
        string manual = File.ReadAllText(Path.Combine(Repository.Root, "docs", "incidents.md"));
        foreach (IncidentClass kind in Enum.GetValues<IncidentClass>().Where(kind => kind > IncidentClass.Unknown))
            Assert.Contains($"### {kind.Text()}: {kind.Title()}\n", manual, StringComparison.Ordinal);
    }
}
