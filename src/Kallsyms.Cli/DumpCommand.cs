using System.CommandLine;
using Kallsyms.Live;
using Kallsyms.Sources;
using Kallsyms.Symbols;

namespace Kallsyms.Cli;

/// <summary>kallsyms dump: prints the table of an image as the kernel prints it.</summary>
static class DumpCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<string> output = CommonOptions.Output();
        Option<bool> unproved = CommandInput.Unproved();
        var modules = new Option<bool>("--modules")
        {
            Description = "For a memory dump: also print the symbols of the loaded modules, of BPF programs, ftrace and kprobes.",
        };
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.ImageHelp };
        var command = new Command("dump", "Print an image's embedded table as its kernel would in /proc/kallsyms.")
        {
            output, unproved, modules, quiet, verbose, image,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            using SymbolSource source = CommandInput.OpenTable(
                std, parsed.GetValue(image)!, kernels.Choice(parsed), parsed.GetValue(unproved), parsed.GetValue(quiet),
                parsed.GetValue(verbose));
            bool wanted = parsed.GetValue(modules);
            LoadedModules? loaded = DumpedModules.Read(source);
            if (wanted && loaded is null)
                throw new KallsymsException(
                    ErrorKind.Negative, "is not a memory dump: only a running kernel has modules loaded", source.Name);
            Say(std, source.Name, loaded, wanted, parsed.GetValue(quiet));
            std.Write(parsed.GetValue(output)!, stream =>
            {
                SystemMap.Write(stream, source.Symbols, source.Is64);
                if (wanted)
                    loaded!.Write(stream);
            });
            return wanted && loaded!.Problem is not null ? ExitStatus.No : ExitStatus.Yes;
        });
        return command;
    }

    static void Say(StandardStreams std, string name, LoadedModules? loaded, bool wanted, bool quiet)
    {
        if (quiet && !wanted)
            return;
        if (DumpedModules.Unread(loaded) is { } problem)
            std.Say($"{name}: {problem}");
        else if (loaded is { Modules.Count: > 0 } && !wanted)
            std.Say($"{name}: {DumpedModules.Count(loaded)} "
                + $"{(loaded.Modules.Count == 1 ? "is" : "are")} loaded and not printed; --modules prints them");
    }
}
