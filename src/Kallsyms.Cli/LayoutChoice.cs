using System.CommandLine;
using System.CommandLine.Completions;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Turns what the user said about the layout into one.</summary>
static class LayoutChoice
{
    const string ImageLayout = "image";

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

    /// <summary>The layouts of kallsyms link: image too, and none at all.</summary>
    public static Option<string?> ForLink()
    {
        var option = new Option<string?>("--layout")
        {
            Description = "Table layout. image: small, for programs and firmware (the default, but for kernels). linux- and a kernel release: an "
                + "era's name stands for its last release (linux-2.6.10, -4.6, -4.20, -5.0, -6.1, -6.2, -6.4, -6.15, -7.0), any other release for "
                + "itself (linux-6.6). auto reads it off the kernel tree.",
            HelpName = "LAYOUT",
        };
        option.CompletionSources.Add(_ => Layout.EraNames.Concat(["image", "auto"]).Select(name => new CompletionItem(name)));
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name and not ("auto" or ImageLayout) && Objection(name) is { } objection)
                result.AddError(objection);
        });
        return option;
    }

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

    /// <summary>Whether the layout image is wanted.</summary>
    /// <param name="name">What was asked for; null: nothing was.</param>
    /// <param name="command">The link.</param>
    /// <param name="hasKernelOptions">Something else was asked for that only kernels' layouts have.</param>
    public static bool IsImage(string? name, LinkerCommandLine command, bool hasKernelOptions) =>
        name is null ? !hasKernelOptions && !LayoutFinder.IsKernel(command) : name == ImageLayout;

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
