using Kallsyms.Cli;

StandardDescriptors.Prepare();
FileSizeLimit.Prepare();
using var interruption = new Interruption();
var std = StandardStreams.OfProcess(interruption);
if (StandIn.IsMeant(args))
    return StandIn.Run(args, std);
if (ThreadSupply.Shortage() is { } shortage)
{
    std.Say(shortage);
    return ExitStatus.Unreadable;
}
interruption.ListenToSignals();
string name = Environment.GetCommandLineArgs()[0];
args = CompilerName.Arguments(name, KernelToolName.Arguments(name, args), Environment.GetEnvironmentVariable);
return KallsymsCommand.Run(args, std, interruption);
