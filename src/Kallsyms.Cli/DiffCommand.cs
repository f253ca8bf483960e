using System.CommandLine;
using Kallsyms.Differences;
using Kallsyms.Elf;
using Kallsyms.Images.Machines;
using Kallsyms.Lookup;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms diff: how the symbols of two kernels differ.</summary>
static class DiffCommand
{
    public static Command Create(StandardStreams std)
    {
        var text = new Option<bool>("--text", "-t") { Description = "Functions only." };
        var data = new Option<bool>("--data", "-d") { Description = "Data only; with -t, functions and data." };
        Option<string?> by = OptionValues.Among(
            new Option<string?>("--by") { Description = "One line for each first word of names (ext4_, tcp_), or for each module." },
            "prefix", "module");
        Option<int?> top = OptionValues.Count(new("--top") { Description = "At most N lines of each kind, the largest changes." });
        Option<bool> unproved = CommandInput.Unproved();
        Option<string> demangle = ShownNames.Option();
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var first = new Argument<string>("IMAGE1") { Description = CommandInput.SourceHelp };
        var second = new Argument<string>("IMAGE2") { Description = "The newer one, in any of these forms." };
        var command = new Command(
            "diff", "Compare the symbols of two kernels by name, type and size (what both state, as nm -S does, or up to the next symbol): "
                + "added, removed, grown, shrunk, retyped. Numbers that compilers put into names do not count. Exit status 0: alike, "
                + "1: different.")
        {
            text, data, by, top, demangle, unproved, json, quiet, verbose, first, second,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            (string oldPath, string newPath) = (parsed.GetValue(first)!, parsed.GetValue(second)!);
            bool silent = parsed.GetValue(quiet);
            if (oldPath == "-" && newPath == "-")
                throw new KallsymsException(ErrorKind.Usage, "diff: both images cannot be standard input");
            using SymbolSource old = CommandInput.OpenWhole(
                std, oldPath, kernels.Choice(parsed), parsed.GetValue(unproved), silent, parsed.GetValue(verbose));
            using SymbolSource @new = CommandInput.OpenWhole(
                std, newPath, kernels.Choice(parsed, 1), parsed.GetValue(unproved), silent, parsed.GetValue(verbose));
            (KernelSymbols before, KernelSymbols after) = (KernelSymbols.From(old), KernelSymbols.From(@new));
            if (!silent)
                SayMachines(std, (oldPath, before), (newPath, after));
            var report = DiffReport.Make(
                oldPath, newPath, KernelDifferences.Find(before, after), parsed.GetValue(text),
                parsed.GetValue(data), parsed.GetValue(by),
                parsed.GetValue(top) ?? int.MaxValue);
            SayWhatDoesNotCount(std, report, silent);
            if (parsed.GetValue(json))
                std.WriteJson(stream => DiffJson.Write(stream, report));
            else if (!silent && !report.IsAlike)
                std.Write("-", stream => DiffText.Write(stream, report, ShownNames.Parse(parsed.GetValue(demangle))));
            return report.IsAlike ? ExitStatus.Yes : ExitStatus.No;
        });
        return command;
    }

    // Of kernels of two machines, all but a few symbols differ.
    static void SayMachines(StandardStreams std, (string Path, KernelSymbols Symbols) old, (string Path, KernelSymbols Symbols) @new)
    {
        ElfMachine before = MachineGuess.Find(old.Symbols.List, old.Symbols.IsWide);
        ElfMachine after = MachineGuess.Find(@new.Symbols.List, @new.Symbols.IsWide);
        if (before != after && before != ElfMachine.None && after != ElfMachine.None)
            std.Say($"{old.Path} is a kernel for {before.Row().Name} by its names, {@new.Path} for {after.Row().Name}");
    }

    // What was not compared is reported even if the user wants only the exit status, since it qualifies that.
    static void SayWhatDoesNotCount(StandardStreams std, DiffReport report, bool silent)
    {
        foreach (string what in report.All.LeftOut)
            std.Say($"not compared: {what}");
        if (report.IsAlike && !silent)
            std.Say("alike" + DiffText.NotCounted(report.All));
    }
}
