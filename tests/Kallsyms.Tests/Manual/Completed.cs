using System.CommandLine;
using Kallsyms.Cli;

namespace Kallsyms.Tests.Manual;

/// <summary>What a shell offers for a value: words, directories, files, a command line of its own, or nothing.</summary>
enum Offer
{
    Nothing,
    Words,
    Files,
    Directories,
    CommandLine,
}

/// <summary>Tells what is offered for each option and argument.</summary>
static class Completed
{
    public static Offer By(Option option) =>
        option.HelpName is null ? Offer.Nothing
        : CommandText.Values(option).Count > 0 ? Offer.Words
        : option.HelpName.StartsWith("FILE", StringComparison.Ordinal) || option.HelpName == "OUT.o" ? Offer.Files
        : option.HelpName == "DIR" ? Offer.Directories
        : Offer.Nothing;

    public static Offer By(Command command) => command.Name switch
    {
        LinkCommand.Name or CompilerCommand.Name or KbuildLinkCommand.Name => Offer.CommandLine,
        HelpCommand.Name => Offer.Words,
        _ => Offer.Files,
    };

    public static bool TakesValue(Option option) => option.HelpName is not null;
}
