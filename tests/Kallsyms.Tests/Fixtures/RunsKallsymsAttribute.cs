using Xunit.v3;

namespace Kallsyms.Tests.Fixtures;

/// <summary>Tests of this class run commands: a second run does them with the native binary (the trait Runs=kallsyms).</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class RunsKallsymsAttribute : Attribute, ITraitAttribute
{
    public const string Name = "Runs";
    public const string Value = "kallsyms";

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Name, Value)];
}
