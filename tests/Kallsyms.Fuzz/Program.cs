using System.Runtime.CompilerServices;
using SharpFuzz;

namespace Kallsyms.Fuzz;

/// <summary>
/// Fuzzes every reader of untrusted bytes, in one process: SharpFuzz instruments the library, what reaches new branches is kept and mutated
/// further. Same seed, same inputs, as long as the number of executions and not time ends the run.
/// </summary>
static class Program
{
    const string Usage = """
        Usage: Kallsyms.Fuzz [--seconds N | --runs N] [--seed N] [--target NAME]... [--corpus DIR] [--kept DIR] [--findings DIR]
               Kallsyms.Fuzz --target NAME --replay FILE

        --seconds N     time for all targets together (default 60)
        --runs N        executions of each target instead
        --seed N        start of the random numbers (default 1)
        --target NAME   only this one; without it, all in turn
        --corpus DIR    files to start from besides the built-in ones, parts of real images; what is longer than 64 KiB is cut
        --kept DIR      where inputs that reached new branches are kept, a folder a target; a later run goes on from them
        --findings DIR  where inputs that fail are written (default artifacts/fuzz)
        --replay FILE   run one input

        Exit status: 0 nothing found, 1 an input crashed, hung or took too much memory, 2 wrong usage.
        """;

    static int Main(string[] arguments)
    {
        if (arguments.Contains("--help"))
        {
            Console.Out.WriteLine(Usage);
            return 0;
        }
        if (Options.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        Instrument(Path.Combine(AppContext.BaseDirectory, "Kallsyms.Core.dll"));
        new Coverage().Start(); // instrumented code writes somewhere from its first instruction on
        return Run(options);
    }

    // Before the library is loaded, in place: the build puts a fresh copy beside this program.
    static void Instrument(string library)
    {
        try
        {
            Fuzzer.Instrument(library, name => name.StartsWith("Kallsyms.", StringComparison.Ordinal), SharpFuzz.Options.Value);
        }
        catch (InstrumentationException)
        {
            // It is already, by an earlier run.
        }
    }

    // Not inlined: Main must not load the library.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Run(Options options)
    {
        FuzzTarget[] targets = [.. FuzzTarget.All.Where(target => options.Targets.Count == 0 || options.Targets.Contains(target.Name))];
        if (targets.Length == 0 || options.Targets.Any(name => FuzzTarget.All.All(target => target.Name != name)))
        {
            Console.Error.WriteLine($"no such target; there are {string.Join(", ", FuzzTarget.All.Select(target => target.Name))}");
            return 2;
        }
        if (options.Replay is { } file)
        {
            return Replay(targets[0], File.ReadAllBytes(file));
        }
        return new Campaign(options, targets).Run();
    }

    static int Replay(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Run(input);
        }
        catch (KallsymsException e)
        {
            Console.Out.WriteLine(e.Message);
        }
        return 0;
    }
}
