using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Kallsyms;
using Kallsyms.Cli;
using Kallsyms.Linking.Kbuild.StandIns;

if (StandInClient.IsMeant(Environment.GetCommandLineArgs()[0]))
    return StandIn.Run(Environment.GetCommandLineArgs()[0], args);

var root = new RootCommand("Build, verify and read the symbol table that a Linux kernel, or any other ELF image, carries inside itself.")
{
    LinkVerb.Create(),
    GenVerb.Create(),
    MapVerb.Create(),
    DumpVerb.Create(),
    InfoVerb.Create(),
    LookupVerb.Create(),
    AnnotateVerb.Create(),
    UnpackVerb.Create(),
    ElfVerb.Create(),
    DiffVerb.Create(),
    VerifyVerb.Create(),
    ExplainVerb.Create(),
    StatVerb.Create(),
    MakeVerb.Create(),
    KbuildLinkVerb.Create(),
};

using var cancellation = new CancellationTokenSource();
int signal = 0;
bool linking = false;
void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    signal = context.Signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGHUP => 1, _ => 15 };
    // A linker is ended, and temporary files go away, before the process does. All else ends here.
    if (!linking)
        Environment.Exit(128 + signal);
    cancellation.Cancel();
}
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
using var onHangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);

try
{
    ParseResult parsed = root.Parse(Words(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
    if (parsed.Errors.Count > 0)
    {
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine($"kallsyms: {error.Message}");
        Console.Error.WriteLine($"kallsyms: see 'kallsyms {string.Join(' ', CommandPath(parsed))}--help'");
        return ExitStatus.Usage;
    }
    linking = parsed.Action is AsynchronousCommandLineAction;
    var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    return await parsed.InvokeAsync(configuration, cancellation.Token);
}
catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
{
    return 128 + signal;
}
catch (KallsymsException e)
{
    Console.Error.WriteLine($"kallsyms: {e.Message}");
    return ExitStatus.Of(e.Kind);
}
catch (IOException e) when (e.HResult == ExitStatus.BrokenPipe)
{
    // Whoever reads our output has seen enough.
    return ExitStatus.Unreadable;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    // Standard output on a full disk, and the like.
    Console.Error.WriteLine($"kallsyms: {e.Message}");
    return ExitStatus.Unreadable;
}
catch (Exception e)
{
    Console.Error.WriteLine($"kallsyms: internal error, please report: {e}");
    return ExitStatus.Bug;
}

static IEnumerable<string> CommandPath(ParseResult parsed) =>
    parsed.CommandResult.Command is RootCommand ? [] : [parsed.CommandResult.Command.Name + " "];

// What the makers of other programs' command lines wrote is taken as it is.
static string[] Words(string[] arguments)
{
    arguments = KernelToolName.Arguments(Environment.GetCommandLineArgs()[0], arguments);
    return MakeVerb.Claims(arguments) ? MakeVerb.Protect(arguments)
        : KbuildLinkVerb.Claims(arguments) ? KbuildLinkVerb.Protect(arguments)
        : arguments;
}
