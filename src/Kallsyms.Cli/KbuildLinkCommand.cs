using System.CommandLine;
using Kallsyms.Linking;
using Kallsyms.Linking.Kbuild;
using Kallsyms.Linking.Kbuild.StandIns;

namespace Kallsyms.Cli;

/// <summary>kallsyms kbuild-link: what make calls instead of scripts/link-vmlinux.sh.</summary>
static class KbuildLinkCommand
{
    public const string Name = "kbuild-link";

    public static Command Create(StandardStreams std)
    {
        var options = new KbuildOptions();
        var words = new Argument<string[]>("SCRIPT ARG...")
        {
            Description = "scripts/link-vmlinux.sh and its arguments, as the kernel's makefiles call it.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(Name, "Link vmlinux in place of the kernel's scripts/link-vmlinux.sh; called by kallsyms make.");
        options.AddTo(command);
        command.Add(words);
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Run(std, parsed.GetValue(words)!, options.Choices(parsed), cancellation)));
        return command;
    }

    public static bool Matches(string[] arguments) => arguments is [Name, ..];

    /// <summary>Arguments such as "-m elf_x86_64" are words of the linker's, not options of ours.</summary>
    public static string[] InsertSeparator(string[] arguments) => KbuildOptions.InsertSeparator(arguments);

    static int Run(StandardStreams std, string[] words, LinkChoices choices, CancellationToken cancellation)
    {
        string script = words[0];
        KbuildVariables make = KbuildVariables.Environment;
        if (make.IsOff)
            ProcessReplacement.Run(make.Shell, words);
        var steps = new BuildSteps(make, std.Print, notice => PrintNotice(std, notice), cancellation);
        Recognition recognition = KnownScripts.Recognise(script, KnownScripts.Table);
        if (recognition.Unknown is { } unknown)
            return RunForeign(std, words, unknown, choices, steps);
        var line = new LinkLine(recognition.Traits, KernelConfig.Read(make.ObjectTree), make, [.. words.Skip(1)]);
        if (VmlinuxLink.UnsupportedReason(line) is { } obstacle)
            return RunUnchanged(std, script, words, make, obstacle);
        try
        {
            LinkOutcome outcome = VmlinuxLink.Run(new(script, line, recognition.Release!, choices), steps);
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
            // What this program cannot do, make can.
            return RunUnchanged(std, script, words, make, e.Message);
        }
    }

    static int RunForeign(StandardStreams std, string[] words, string unknown, LinkChoices choices, BuildSteps steps)
    {
        string script = words[0];
        StandInOutcome outcome = StandInLink.Run(script, [.. words.Skip(1)], choices, steps);
        if (outcome.Link is { } link)
            LinkSummary.PrintUnpublished(std, link);
        if (outcome.Made && outcome.Reason is { } reason)
            std.Say(Unchanged(script, $"{unknown}, and {reason}"));
        return outcome.Made ? ExitStatus.Yes : RunUnchanged(std, script, words, steps.Make, $"{unknown}, and {outcome.Reason}");
    }

    static int RunUnchanged(StandardStreams std, string script, string[] words, KbuildVariables make, string reason)
    {
        std.Say(Unchanged(script, reason));
        string[] interpreter = ScriptCopy.Interpreter(InputFile.ReadText(script), make.Shell);
        ProcessReplacement.Run(interpreter[0], [.. interpreter.Skip(1), .. words]);
        return ExitStatus.Bug;
    }

    static string Unchanged(string script, string reason) => $"{script} runs unchanged: {reason}";

    // Commands are shown as the shell shows them; the rest is ours.
    static void PrintNotice(StandardStreams std, string text) =>
        std.Error.WriteLine(text.StartsWith("+ ", StringComparison.Ordinal) ? text : $"kallsyms: {text}");
}
