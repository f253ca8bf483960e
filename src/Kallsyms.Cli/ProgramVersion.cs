using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.Json;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>--version: release, commit, and for a published binary the digest of its sources, as text or JSON.</summary>
sealed class ProgramVersion(StandardStreams std, Option<bool> json) : SynchronousCommandLineAction
{
    static readonly Assembly _program = typeof(ProgramVersion).Assembly;

    static readonly string[] _releaseAndCommit =
        (_program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+');

    /// <summary>"0.1.0".</summary>
    public static string Release => _releaseAndCommit[0];

    /// <summary>"kallsyms 0.1.0, commit ba3dc69a7380, sources 6f1d0c2b9e8a7d55"; unknown parts are left out.</summary>
    public static string Text => string.Join(", ", Build.Prepend($"kallsyms {Release}"));

    public override bool ClearsParseErrors => true;

    static string? Commit => _releaseAndCommit is [_, { Length: >= 12 } commit] ? commit[..12] : null;

    static string? Sources =>
        _program.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "Sources")?.Value;

    static string[] Build =>
        [.. Commit is { } commit ? [$"commit {commit}"] : (string[])[], .. Sources is { } sources ? [$"sources {sources}"] : (string[])[]];

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.GetValue(json))
            std.WriteJson(WriteJson);
        else
            // The first line is for people, and for scripts that want the release; the second distinguishes builds.
            std.Print(string.Join(
                '\n', (string[])[$"kallsyms {Release}", .. Build.Length > 0 ? [string.Join(", ", Build)] : (string[])[]]));
        return ExitStatus.Yes;
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
        json.WriteString("newestKernel", KernelRelease.Newest.Number);
        json.WriteEndObject();
    }
}
