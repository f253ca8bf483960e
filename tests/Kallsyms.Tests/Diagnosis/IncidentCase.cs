using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Rules;
using Kallsyms.Tests.Fixtures;

namespace Kallsyms.Tests.Diagnosis;

/// <summary>Recorded lists of an incident: tests/cases/incidents/ID/1.map, 2.map and so on, first pass first.</summary>
static class IncidentCase
{
    public static string Root { get; } = Path.Combine(Repository.Root, "tests", "cases", "incidents");

    public static string[] Ids { get; } = [.. Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public static string[] Maps(string id) => [.. Directory.EnumerateFiles(Path.Combine(Root, id), "*.map").Order(StringComparer.Ordinal)];

    public static Explanation Explain(string id) => Explainer.Explain([.. Maps(id).SelectMany(path => SnapshotReader.Read(path)!)]);
}
