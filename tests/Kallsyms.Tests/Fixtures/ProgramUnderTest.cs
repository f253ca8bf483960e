using System.Runtime.InteropServices;
using System.Text;
using Kallsyms.Cli;
using Xunit;

namespace Kallsyms.Tests.Fixtures;

/// <summary>
/// The kallsyms that tests of commands run: the code that was built with the tests, so that it can never be stale; or, in a second run of
/// those tests, the native binary that KALLSYMS_BIN names, which must have been built from the sources as they are.
/// </summary>
static class ProgramUnderTest
{
    const string Name = "kallsyms";

    static readonly string? _binary = Environment.GetEnvironmentVariable("KALLSYMS_BIN") is { Length: > 0 } name ? Path.GetFullPath(name, Repository.Root) : null;
    static readonly Lazy<string?> _objection = new(() => _binary is null ? null : NativeBinary.Objection(_binary, Repository.Root));

    static ProgramUnderTest() =>
        // The runtime that runs the tests runs the program, wherever it is installed.
        Environment.SetEnvironmentVariable("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")));

    /// <summary>A file that runs it as a process of its own.</summary>
    public static string Executable
    {
        get
        {
            RequireTrait();
            Assert.True(_objection.Value is null, _objection.Value);
            return _binary ?? Path.Combine(AppContext.BaseDirectory, Name);
        }
    }

    /// <summary>The native binary; for tests that move it about (the trait Needs=binary).</summary>
    public static string Binary
    {
        get
        {
            Assert.True(_binary is not null, "this test needs the native binary: KALLSYMS_BIN=artifacts/kallsyms, as make test-native sets it");
            return Executable;
        }
    }

    /// <summary>Runs a command: in this process, unless it is the binary or needs a working directory, of which a process has but one.</summary>
    public static Command Run(IEnumerable<string> arguments, string? directory, byte[]? input)
    {
        Command run = _binary is null && directory is null ? RunHere([.. arguments], input ?? []) : Command.Run(Executable, arguments, directory, input);
        JsonSchemas.Check(run);
        return run;
    }

    static Command RunHere(string[] arguments, byte[] input)
    {
        RequireTrait();
        var output = new Capture();
        var error = new Capture();
        var std = new StandardStreams(() => new MemoryStream(input, writable: false), output.Open, error.Open);
        using var interruption = new Interruption();
        string line = $"{Name} {string.Join(' ', arguments)}";
        Task<int> run = Task.Factory.StartNew(
            () => KallsymsCommand.Run(arguments, std, interruption), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(run.Wait(Command.Bound), $"did not end within {Command.Bound.TotalSeconds} s: {line}");
        return new(line, run.Result, output.Bytes, Encoding.UTF8.GetString(error.Bytes));
    }

    static void RequireTrait()
    {
        if (TestContext.Current.TestCase is { } test)
        {
            Assert.True(
                test.Traits.TryGetValue(RunsKallsymsAttribute.Name, out IReadOnlyCollection<string>? values) && values.Contains(RunsKallsymsAttribute.Value),
                "this test runs kallsyms: its class needs [RunsKallsyms], or the native binary would not be tested with it");
        }
    }

    /// <summary>Keeps what is written, each time that it is opened.</summary>
    sealed class Capture
    {
        readonly List<MemoryStream> _parts = [];

        public byte[] Bytes => [.. _parts.SelectMany(part => part.ToArray())];

        public Stream Open()
        {
            _parts.Add(new());
            return _parts[^1];
        }
    }
}
