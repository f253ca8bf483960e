using System.CommandLine;
using Kallsyms.Linking;
using Kallsyms.Linking.Kbuild;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>kallsyms kbuild-link: what make calls instead of scripts/link-vmlinux.sh.</summary>
static class KbuildLinkVerb
{
    public const string Name = "kbuild-link";

    public static Command Create()
    {
        var words = new Argument<string[]>("SCRIPT ARG...") { Description = "scripts/link-vmlinux.sh and its arguments, as the kernel's makefiles call it.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(Name, "Link vmlinux in place of the kernel's scripts/link-vmlinux.sh; kallsyms make has this called.") { words };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetValue(words)!, cancellation)));
        return command;
    }

    /// <summary>Arguments such as "-m elf_x86_64" are words of the linker's, not options of ours.</summary>
    public static bool Claims(string[] arguments) => arguments is [Name, var script, ..] && !script.StartsWith('-');

    public static string[] Protect(string[] arguments) => [Name, "--", .. arguments.Skip(1)];

    static int Run(string[] words, CancellationToken cancellation)
    {
        string script = words[0];
        KbuildVariables make = KbuildVariables.Environment;
        Recognition recognition = KnownScripts.Recognise(script, KnownScripts.Table);
        var line = new LinkLine(recognition.Traits, KernelConfig.Read(make.ObjectTree), make, [.. words.Skip(1)]);
        Layout? layout = recognition.Unknown is null ? LayoutFinder.FromTree(Directory.GetCurrentDirectory()) : null;
        if (VmlinuxLink.Obstacle(recognition, line, layout) is { } obstacle)
        {
            Console.Error.WriteLine($"kallsyms: {script} runs unchanged: {obstacle}");
            ProcessReplacement.Run(make.Shell, words);
        }
        LinkReport report = VmlinuxLink.Run(script, line, layout!, Console.Out.WriteLine, PrintNotice, cancellation);
        if (report.Consistent)
            return ExitStatus.Yes;
        Console.Error.WriteLine($"kallsyms: {report.Output}: Inconsistent kallsyms data: {report.IndexError ?? "the table differs from the symbols"}");
        DifferenceText.Print(report.Output, report.Differences, wide: report.Spec.Format.Is64);
        return ExitStatus.No;
    }

    // Commands are shown as the shell shows them; the rest is ours.
    static void PrintNotice(string text) => Console.Error.WriteLine(text.StartsWith("+ ", StringComparison.Ordinal) ? text : $"kallsyms: {text}");
}
