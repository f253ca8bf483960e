using System.CommandLine;
using System.CommandLine.Completions;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Interprets the option --layout as a release.</summary>
static class ReleaseChoice
{
    /// <summary>
    /// Makes an option accept only releases and some other words, and offers eras, stable series and those words as completions.
    /// </summary>
    public static Option<string> Check(Option<string> option, params string[] words)
    {
        option.CompletionSources.Add(_ => KernelRelease.Names.Concat(words).Select(name => new CompletionItem(name)));
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && !words.Contains(name) && Objection(name) is { } objection)
                result.AddError(objection);
        });
        return option;
    }

    /// <summary>Returns the release for a link. Without a name it is determined from the inputs, or else the newest.</summary>
    public static KernelRelease ForLink(string? name, LinkerCommandLine command)
    {
        if (name is not (null or "auto"))
            return KernelRelease.Parse(name);
        return ReleaseFinder.Find(command)
            ?? (name is null ? KernelRelease.Newest : null)
            ?? throw new KallsymsException(
                ErrorKind.Usage,
                "--layout auto: neither a kernel tree, nor a kernel's version among the inputs, nor a table in the previous output, of "
                + "2.6.10 or "
                + "later; say which layout");
    }

    /// <summary>Returns the objection to a release's name, or null.</summary>
    public static string? Objection(string name)
    {
        try
        {
            KernelRelease.Parse(name);
            return null;
        }
        catch (KallsymsException e)
        {
            return e.Message;
        }
    }
}
