using System.CommandLine;
using Kallsyms.Linking.Kbuild;

namespace Kallsyms.Cli;

/// <summary>kallsyms make: the kernel's own make, with one variable that has vmlinux linked by this program.</summary>
static class MakeVerb
{
    const string Name = "make";
    const string Print = "--print";

    public static Command Create()
    {
        var print = new Option<bool>(Print) { Description = "Print the variable for a make command line of your own: eval make $(kallsyms make --print) -j8" };
        var words = new Argument<string[]>("MAKE ARG...") { Description = "Arguments of make; -C DIR tells where the kernel is, otherwise here.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Name, "Run the kernel's make, with vmlinux linked by this program.") { print, words };
        command.SetAction(parsed => Run(parsed.GetValue(words) ?? [], parsed.GetValue(print)));
        return command;
    }

    /// <summary>All arguments are make's, but ours when it comes first.</summary>
    public static bool Claims(string[] arguments) => arguments is [Name] or [Name, not ("--help" or "-h" or "-?" or "--"), ..];

    public static string[] Protect(string[] arguments) =>
        arguments is [_, Print, ..] ? [Name, Print, "--", .. arguments.Skip(2)] : [Name, "--", .. arguments.Skip(1)];

    static int Run(string[] arguments, bool print)
    {
        string program = Environment.ProcessPath ?? "kallsyms";
        string directory = Directory.GetCurrentDirectory();
        foreach (string change in Directories(arguments))
            directory = Path.Combine(directory, change);
        string? tree = LinkRecipe.SourceTree(directory);
        LinkRecipe? recipe = tree is null ? null : LinkRecipe.Of(tree, program);
        if (print)
        {
            foreach (LinkRecipe one in recipe is not null ? [recipe] : tree is null ? LinkRecipe.Usual(program) : [])
                Console.WriteLine($"'{one.Assignment.Replace("'", "'\\''", StringComparison.Ordinal)}'");
            if (recipe is null && tree is not null)
                throw Unknown(directory);
            return ExitStatus.Yes;
        }
        if (tree is null)
            throw new KallsymsException(ErrorKind.Usage, $"there is no kernel in {directory}; go there, or say where it is: kallsyms make -C DIR");
        string[] assignment = recipe is null ? [] : [recipe.Assignment];
        if (recipe is null)
            Console.Error.WriteLine($"kallsyms: {Unknown(directory).Message}; make runs unchanged");
        string make = Environment.GetEnvironmentVariable("MAKE") is { Length: > 0 } other ? other : "make";
        ProcessReplacement.Run(make, [.. assignment, .. arguments]);
        return ExitStatus.Bug;
    }

    static KallsymsException Unknown(string directory) => new(
        ErrorKind.Unreadable, "its makefiles do not link vmlinux by scripts/link-vmlinux.sh in a way known here (Linux 3.5 and later do)", directory);

    // -C is make's: the last of several is below the ones before.
    static IEnumerable<string> Directories(string[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (argument is "-C" or "--directory" && i + 1 < arguments.Length)
                yield return arguments[++i];
            else if (argument.StartsWith("--directory=", StringComparison.Ordinal))
                yield return argument["--directory=".Length..];
            else if (argument.StartsWith("-C", StringComparison.Ordinal))
                yield return argument[2..];
        }
    }
}
