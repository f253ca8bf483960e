using System.CommandLine;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.OtherTables;

namespace Kallsyms.Cli;

/// <summary>The layouts of kallsyms link: those of kernels and the layout image, and the default choice between them.</summary>
static class LinkLayout
{
    const string Image = "image";

    /// <summary>Creates the option --layout.</summary>
    public static Option<string?> Option() => ReleaseChoice.Check(
        new("--layout")
        {
            Description = "image: small, for programs and firmware; the default, except for kernels. xen, nuttx, zephyr: their own. "
                + CommonOptions.LayoutHelp + " auto, the default for kernels: the release of the inputs, or of the tree.",
            HelpName = "LAYOUT",
        }, [Image, "auto", .. OtherKernel.All.Select(kernel => kernel.Name)])!;

    /// <summary>Whether the layout image is wanted.</summary>
    /// <param name="name">The requested layout, or null.</param>
    /// <param name="command">The link.</param>
    public static bool IsImage(string? name, LinkerCommandLine command) =>
        name is null ? !ReleaseFinder.IsKernel(command) : name == Image;
}
