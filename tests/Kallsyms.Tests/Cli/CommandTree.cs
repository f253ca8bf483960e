using System.CommandLine;
using Kallsyms.Cli;

namespace Kallsyms.Tests.Cli;

/// <summary>The commands as the parser has them; none is run.</summary>
static class CommandTree
{
    public static RootCommand Root { get; } = KallsymsCommand.Root(new(() => Stream.Null, () => Stream.Null, () => Stream.Null));

    public static IEnumerable<Example> Examples =>
        Root.Subcommands.Select(command => command.Name).Prepend(CommandText.Name(Root)).SelectMany(CommandExamples.Of);

    public static ParseResult Parse(string[] words) => Root.Parse(KallsymsCommand.Words(words));
}
