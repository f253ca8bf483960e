using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Kallsyms.Cli;

/// <summary>--version: release, commit, and for a published binary the digest of its sources.</summary>
sealed class ProgramVersion : SynchronousCommandLineAction
{
    /// <summary>"kallsyms 0.1.0, commit ba3dc69a7380, sources 6f1d0c2b9e8a7d55"; what is not known is left out.</summary>
    public static string Text { get; } = string.Join(", ", Parts());

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Text);
        return ExitStatus.Yes;
    }

    static IEnumerable<string> Parts()
    {
        Assembly program = typeof(ProgramVersion).Assembly;
        string version = program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        string[] releaseAndCommit = version.Split('+');
        yield return $"kallsyms {releaseAndCommit[0]}";
        if (releaseAndCommit is [_, { Length: >= 12 } commit])
            yield return $"commit {commit[..12]}";
        if (program.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "Sources") is { } sources)
            yield return $"sources {sources.Value}";
    }
}
