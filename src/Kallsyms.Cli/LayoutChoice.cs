using System.CommandLine;
using System.CommandLine.Completions;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Turns what the user said about the layout into one.</summary>
static class LayoutChoice
{
    // Layouts after these are of releases that never were, or are not known yet.
    static readonly KernelVersion[] _lastOfSeries = [new(2, 6, 39), new(3, 19), new(4, 20), new(5, 19), new(6, 19), Layout.Newest.Version];

    /// <summary>Has an option refuse what is no layout, and complete those that are.</summary>
    public static Option<string> Checked(Option<string> option, bool takesAuto)
    {
        option.CompletionSources.Add(_ => Layout.EraNames.Concat(takesAuto ? ["auto"] : []).Select(name => new CompletionItem(name)));
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && !(takesAuto && name == "auto") && Objection(name) is { } objection)
                result.AddError(objection);
        });
        return option;
    }

    /// <summary>The layout to stand for that of a tree, which may be newer than all that are known.</summary>
    public static Layout Known(Layout layout) => layout.Version > Layout.Newest.Version ? Layout.Newest : layout;

    static string? Objection(string name)
    {
        try
        {
            KernelVersion version = Layout.Parse(name).Version;
            return _lastOfSeries.Any(last => version.Major == last.Major && version <= last) ? null
                : $"unknown layout '{name}'; expected one of {string.Join(", ", Layout.EraNames)}, or linux- and any release from 2.6.10 to {Layout.Newest.Version}";
        }
        catch (KallsymsException e)
        {
            return e.Message;
        }
    }

    public static Layout ForLink(string name, LinkerCommandLine command)
    {
        if (name != "auto")
            return Layout.Parse(name);
        return LayoutFinder.Find(command)
            ?? throw new KallsymsException(ErrorKind.Usage, "--layout auto: neither a kernel tree, nor a kernel's version among the inputs, nor a table in the previous output; say which layout");
    }

    public static NameCut NameCut(Layout layout, bool ltoClang)
    {
        if (!ltoClang || layout.Version >= new KernelVersion(6, 11) || layout.Version < new KernelVersion(6, 2))
            return Tables.NameCut.None;
        return layout.Version < new KernelVersion(6, 5) ? Tables.NameCut.Dot : Tables.NameCut.Llvm;
    }
}
