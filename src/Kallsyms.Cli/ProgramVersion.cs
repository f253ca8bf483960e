using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.Json;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>--version: release, commit, and for a published binary the digest of its sources; as text or as JSON.</summary>
sealed class ProgramVersion(StandardStreams std, Option<bool> json) : SynchronousCommandLineAction
{
    static readonly Assembly _program = typeof(ProgramVersion).Assembly;

    static readonly string[] _releaseAndCommit =
        (_program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+');

    /// <summary>"0.1.0".</summary>
    public static string Release => _releaseAndCommit[0];

    /// <summary>"kallsyms 0.1.0, commit ba3dc69a7380, sources 6f1d0c2b9e8a7d55"; what is not known is left out.</summary>
    public static string Line => Text().Replace("\n", ", ", StringComparison.Ordinal);

    public override bool ClearsParseErrors => true;

    static string? Commit => _releaseAndCommit is [_, { Length: >= 12 } commit] ? commit[..12] : null;

    static string? Sources => _program.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "Sources")?.Value;

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.GetValue(json))
            std.WriteJson(WriteJson);
        else
            std.Print(Text());
        return ExitStatus.Yes;
    }

    // The first line is for people, and for scripts that want the release; the second tells builds apart.
    static string Text()
    {
        string[] build = [.. Commit is { } commit ? [$"commit {commit}"] : (string[])[], .. Sources is { } sources ? [$"sources {sources}"] : (string[])[]];
        return string.Join('\n', [$"kallsyms {Release}", .. build.Length > 0 ? [string.Join(", ", build)] : (string[])[]]);
    }

    static void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "version");
        json.WriteString("release", Release);
        json.WriteString("commit", Commit);
        json.WriteString("sources", Sources);
        json.WriteString("newestKernel", Layout.Newest.Version.ToString());
        json.WriteEndObject();
    }
}
