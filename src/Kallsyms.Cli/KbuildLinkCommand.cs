using System.CommandLine;
using Kallsyms.Linking;
using Kallsyms.Linking.Kbuild;
using Kallsyms.Linking.Kbuild.StandIns;

namespace Kallsyms.Cli;

/// <summary>kallsyms kbuild-link: what make runs instead of scripts/link-vmlinux.sh.</summary>
static class KbuildLinkCommand
{
    public const string Name = "kbuild-link";

    public static Command Create(StandardStreams std)
    {
        var options = new KbuildOptions();
        var words = new Argument<string[]>("SCRIPT ARG...")
        {
            Description = "scripts/link-vmlinux.sh and its arguments, as the kernel's makefiles call it; perhaps with a shell in front.",
            Arity = ArgumentArity.OneOrMore,
        };
        var passes = new Option<int?>(MakefileScript.PassesName)
        {
            Description = "For makefiles without such a script (before Linux 3.5), which make N tables: their linker, lister, options of "
                + "scripts/kallsyms, output, assembler and the words of a link follow.",
            HelpName = "N",
        };
        var command = new Command(Name, "Link vmlinux in place of the kernel's scripts/link-vmlinux.sh; called by kallsyms make.");
        options.AddTo(command);
        command.Add(passes);
        command.Add(words);
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Run(std, parsed.GetValue(words)!, parsed.GetValue(passes), options.Choices(parsed), cancellation)));
        return command;
    }

    public static bool Matches(string[] arguments) => arguments is [Name, ..];

    /// <summary>Separates arguments such as "-m elf_x86_64", which belong to the linker, from our options.</summary>
    public static string[] InsertSeparator(string[] arguments) => KbuildOptions.InsertSeparator(arguments);

    static int Run(StandardStreams std, string[] words, int? passes, LinkChoices choices, CancellationToken cancellation)
    {
        KbuildVariables make = KbuildVariables.Environment;
        ScriptCommand script = passes is { } tables ? MakefileScript.Write(words, tables, make) : ScriptCommand.Parse(words);
        if (make.IsOff)
            ProcessReplacement.Run(script.Words[0], script.Words.Skip(1));
        var steps = new BuildSteps(make, std.Print, notice => PrintNotice(std, notice), cancellation);
        if (passes is not null)
            return RunForeign(std, script, "the makefile has rules for it", choices, steps);
        Recognition recognition = KnownScripts.Recognise(script.Script, KnownScripts.Table);
        if ((recognition.Unknown ?? KnownScripts.ForeignTool(make.ObjectTree)) is { } unknown)
            return RunForeign(std, script, unknown, choices, steps);
        var line = new LinkLine(recognition.Traits, KernelConfig.Read(make.ObjectTree), make, script.Arguments);
        if (VmlinuxLink.UnsupportedReason(line) is { } obstacle)
            return RunUnchanged(std, script, obstacle);
        try
        {
            LinkOutcome outcome = VmlinuxLink.Run(new(script.Script, line, recognition.Release!, choices), steps);
            if (outcome.Result != LinkResult.Published)
            {
                LinkSummary.PrintUnpublished(std, outcome);
                return ExitStatus.No;
            }
            if (make.IsVerbose)
                LinkSummary.PrintPublished(std, outcome, verbose: true);
            return ExitStatus.Yes;
        }
        catch (KallsymsException e) when (e.Kind is ErrorKind.Unreadable or ErrorKind.Usage)
        {
            // If this program cannot do it, make's own script can.
            return RunUnchanged(std, script, e.Message);
        }
    }

    static int RunForeign(StandardStreams std, ScriptCommand script, string unknown, LinkChoices choices, BuildSteps steps)
    {
        StandInOutcome outcome = StandInLink.Run(script, choices, steps);
        if (outcome.Link is { } link)
            LinkSummary.PrintUnpublished(std, link);
        string? reason = outcome.Reason is null ? null : $"{unknown}, and {outcome.Reason}";
        if (!outcome.Made)
            return RunUnchanged(std, script, reason!);
        if (reason is not null)
            std.Say(Unchanged(script, reason));
        return ExitStatus.Yes;
    }

    static int RunUnchanged(StandardStreams std, ScriptCommand script, string reason)
    {
        std.Say(Unchanged(script, reason));
        ProcessReplacement.Run(script.Words[0], script.Words.Skip(1));
        return ExitStatus.Bug;
    }

    static string Unchanged(ScriptCommand script, string reason) => $"{script.Script} runs unchanged: {reason}";

    // Commands are shown as the shell shows them; other lines are ours.
    static void PrintNotice(StandardStreams std, string text) =>
        std.Error.WriteLine(text.StartsWith("+ ", StringComparison.Ordinal) ? text : $"kallsyms: {text}");
}
