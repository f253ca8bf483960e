using Kallsyms.Cli;

StandardDescriptors.Prepare();
if (StandIn.IsMeant(args))
    return StandIn.Run(args);
using var interruption = new Interruption();
var std = StandardStreams.OfProcess(interruption);
if (ThreadSupply.Shortage() is { } shortage)
{
    std.Say(shortage);
    return ExitStatus.Unreadable;
}
interruption.ListenToSignals();
return KallsymsCommand.Run(KernelToolName.Arguments(Environment.GetCommandLineArgs()[0], args), std, interruption);
