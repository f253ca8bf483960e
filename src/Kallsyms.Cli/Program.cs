using Kallsyms.Cli;

using Interruption interruption = Interruption.OfProcess();
return KallsymsCommand.Run(KernelToolName.Arguments(Environment.GetCommandLineArgs()[0], args), StandardStreams.OfProcess(), interruption);
