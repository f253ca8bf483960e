using System.Diagnostics;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>A program that is under way.</summary>
sealed class RunningCommand : IDisposable
{
    static readonly TimeSpan _bound = TimeSpan.FromSeconds(120);

    readonly Process _process;
    readonly Task<string> _output;

    public RunningCommand(string program, IEnumerable<string> arguments, string directory, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A session of its own: its number is then that of its group of processes.
        foreach (string argument in arguments.Prepend(program))
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The next line that it prints as an error or a notice.</summary>
    public string ReadLine() => Bounded(_process.StandardError.ReadLineAsync()) ?? "";

    /// <summary>Gives it input, which does not end there.</summary>
    public void Write(byte[] input)
    {
        _process.StandardInput.BaseStream.Write(input);
        _process.StandardInput.BaseStream.Flush();
    }

    /// <summary>Sends a signal, to it alone or, as a terminal does, to all that it started too.</summary>
    public void Signal(string name, bool wholeGroup = false) =>
        Command.Run("kill", ["-s", name, "--", wholeGroup ? $"-{_process.Id}" : $"{_process.Id}"]).Succeeded();

    /// <summary>Sends a signal, which may come too late.</summary>
    public void TrySignal(string name) => Command.Run("kill", ["-s", name, "--", $"{_process.Id}"]);

    /// <summary>Its exit status; as a shell tells it, where a signal ended it.</summary>
    public int Status => _process.ExitCode;

    public void Kill() => _process.Kill();

    /// <summary>Ends on its own within a time: true.</summary>
    public bool EndsWithin(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Waits for the end and returns what it printed since.</summary>
    public string Exited(int status)
    {
        string error = Bounded(_process.StandardError.ReadToEndAsync());
        _ = Bounded(_output);
        Assert.True(_process.WaitForExit(_bound), "does not end");
        Assert.True(_process.ExitCode == status, $"exit status {_process.ExitCode}, expected {status}\n{error}");
        return error;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    static T Bounded<T>(Task<T> task)
    {
        Assert.True(task.Wait(_bound), "says nothing any more");
        return task.Result;
    }
}
