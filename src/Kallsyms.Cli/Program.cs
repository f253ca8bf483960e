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
return KallsymsCommand.Run(KernelToolName.Arguments(Environment.GetCommandLineArgs()[0], args), std, interruption);
