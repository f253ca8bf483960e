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
if (OtherToolName.Find(name) is { } tool)
{
    return KallsymsCommand.Guard(
        () =>
        {
            tool(args, std);
            return ExitStatus.Yes;
        }, std, interruption);
}
args = CompilerName.Arguments(name, Environment.ProcessPath, KernelToolName.Arguments(name, args), Environment.GetEnvironmentVariable);
return KallsymsCommand.Run(args, std, interruption);
