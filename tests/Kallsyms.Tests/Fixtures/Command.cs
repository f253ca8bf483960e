using System.Diagnostics;
using System.Text;
using Xunit;

namespace Kallsyms.Tests.Fixtures;

/// <summary>Runs a program to its end and keeps what it printed.</summary>
sealed record Command(string Line, int Status, byte[] OutputBytes, string Error)
{
    /// <summary>A bound against hangs, not a measure.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(300);

    public string Output => Encoding.UTF8.GetString(OutputBytes);

    /// <summary>Runs it; one that takes longer than the bound is killed and fails the test.</summary>
    public static Command Run(
        string program, IEnumerable<string> arguments, string? directory = null, byte[]? input = null,
        IReadOnlyDictionary<string, string>? environment = null, TimeSpan? bound = null)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = directory ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        string line = $"{program} {string.Join(' ', start.ArgumentList)}";
        using Process process = Process.Start(start)!;
        using var output = new MemoryStream();
        Task copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input ?? []);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input.
        }
        TimeSpan most = bound ?? Bound;
        if (!process.WaitForExit(most))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"did not end within {most.TotalSeconds} s: {line}");
        }
        Task.WaitAll(copying, error);
        return new(line, process.ExitCode, output.ToArray(), error.Result);
    }

    /// <summary>Runs kallsyms; file names without a directory are those of the given one.</summary>
    public static Command Kallsyms(IEnumerable<string> arguments, string? directory = null, byte[]? input = null) =>
        ProgramUnderTest.Run(arguments, directory, input);

    public Command Succeeded() => Exited(0);

    public Command Exited(int status)
    {
        Assert.True(Status == status, $"exit status {Status}, expected {status}: {Line}\n{Error}");
        return this;
    }

    /// <summary>Skips the test, loudly, where a program is not installed; make test installs all of them.</summary>
    public static void Require(params string[] programs)
    {
        foreach (string program in programs)
        {
            bool found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
            Assert.SkipUnless(found, $"{program} is not installed");
        }
    }
}
