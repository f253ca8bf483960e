using System.CommandLine;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Kbuild;

namespace Kallsyms.Cli;

/// <summary>kallsyms make: runs the kernel's own make, with one variable that has vmlinux linked by this program.</summary>
static class MakeCommand
{
    public const string Name = "make";
    const string Print = "--print";

    public static Command Create(StandardStreams std)
    {
        var print = new Option<bool>(Print)
        {
            Description = "Print the variable, for a make command line of your own: eval make $(kallsyms make --print) -j8",
        };
        var options = new KbuildOptions();
        var words = new Argument<string[]>("MAKE ARG...")
        {
            Description = "Arguments for make, after our own options; -C DIR says where the kernel is, by default here. V=1 shows "
                + "each command and each pass.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(Name, "Run the kernel's make, with vmlinux linked by this program: one link, always consistent.")
        {
            print,
        };
        options.AddTo(command);
        command.Add(words);
        command.SetAction(parsed => Run(std, parsed.GetValue(words) ?? [], options.Choices(parsed), parsed.GetValue(print)));
        return command;
    }

    public static bool Matches(string[] arguments) => arguments is [Name, ..];

    public static string[] InsertSeparator(string[] arguments) => KbuildOptions.InsertSeparator(arguments, Print);

    static int Run(StandardStreams std, string[] arguments, LinkChoices choices, bool print)
    {
        string make = Environment.GetEnvironmentVariable("MAKE") is { Length: > 0 } other ? other : "make";
        if (KbuildVariables.Environment.IsOff)
        {
            if (!print)
                ProcessReplacement.Run(make, arguments);
            return ExitStatus.Yes;
        }
        if (KbuildVariables.Environment.UnknownSwitch is { } unknown)
            std.Say($"KALLSYMS={unknown} is neither on nor off; KALLSYMS=off leaves the link to the kernel's own script");
        string[] ours = [Environment.ProcessPath ?? "kallsyms", KbuildLinkCommand.Name, .. KbuildOptions.Words(choices)];
        string directory = MakeArguments.Directory(arguments);
        string? tree = LinkRecipe.SourceTree(directory);
        LinkRecipe? recipe = tree is null ? null : LinkRecipe.Read(tree, MakeArguments.Variable(arguments, "ARCH"), ours);
        if (print)
        {
            if (recipe is null && tree is not null)
                throw Unknown(directory);
            foreach (string assignment in (recipe ?? LinkRecipe.Usual(ours)).Assignments)
                std.Print(ShellWord.Quoted(assignment));
            return ExitStatus.Yes;
        }
        if (tree is null)
            throw new KallsymsException(
                ErrorKind.Usage, $"there is no kernel in {directory}; go there, or say where it is: kallsyms make -C DIR");
        if (recipe is null)
            std.Say($"{Unknown(directory).Message}; make runs unchanged");
        ProcessReplacement.Run(make, [.. recipe?.Assignments ?? [], .. arguments]);
        return ExitStatus.Bug;
    }

    static KallsymsException Unknown(string directory) => new(
        ErrorKind.Unreadable, "its makefiles do not link vmlinux by scripts/link-vmlinux.sh or by rules in a way known here (Linux 2.6.10 "
            + "and later do)", directory);
}
