using Kallsyms.Cli;

StandardDescriptors.Prepare();
if (StandIn.IsMeant(args))
    return StandIn.Run(args);
StandardStreams std = StandardStreams.OfProcess();
if (ThreadSupply.Shortage() is { } shortage)
{
    std.Say(shortage);
    return ExitStatus.Unreadable;
}
using Interruption interruption = Interruption.OfProcess();
string name = Environment.GetCommandLineArgs()[0];
args = CompilerName.Arguments(name, KernelToolName.Arguments(name, args), Environment.GetEnvironmentVariable);
return KallsymsCommand.Run(args, std, interruption);
