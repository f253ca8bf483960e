using Xunit.v3;

namespace Kallsyms.Tests.Fixtures;

/// <summary>This test compares a text of the repository, and can rewrite it: make golden (the trait Has=golden).</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class HasGoldenTextAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Has", "golden")];
}
