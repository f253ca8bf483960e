using System.CommandLine;
using System.CommandLine.Completions;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>The layouts of kallsyms link: those of kernels, the layout image, and which of them it is where nothing is said.</summary>
static class LinkLayout
{
    const string Image = "image";

    /// <summary>The option --layout.</summary>
    public static Option<string?> Option()
    {
        var option = new Option<string?>("--layout")
        {
            Description = "image: small, for programs and firmware; the default, except for kernels. " + CommonOptions.LayoutHelp
                + " auto, the default for kernels: the release of the inputs, or of the tree.",
            HelpName = "LAYOUT",
        };
        option.CompletionSources.Add(_ => KernelRelease.Names.Concat([Image, "auto"]).Select(name => new CompletionItem(name)));
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name and not ("auto" or Image) && ReleaseChoice.Objection(name) is { } objection)
                result.AddError(objection);
        });
        return option;
    }

    /// <summary>Whether the layout image is wanted.</summary>
    /// <param name="name">What was asked for; null: nothing was.</param>
    /// <param name="command">The link.</param>
    /// <param name="hasKernelOptions">Something else was asked for that only kernels' layouts have.</param>
    public static bool IsImage(string? name, LinkerCommandLine command, bool hasKernelOptions) =>
        name is null ? !hasKernelOptions && !ReleaseFinder.IsKernel(command) : name == Image;
}
