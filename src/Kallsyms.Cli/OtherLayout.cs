using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.OtherTables;
using Kallsyms.OtherTables.Xen;

namespace Kallsyms.Cli;

/// <summary>Tables of other kernels, which kallsyms gen writes as sources for their builds.</summary>
static class OtherLayout
{
    const string Xen = "xen";
    const string Nuttx = "nuttx";
    const string Zephyr = "zephyr";

    static readonly string[] _names = [Xen, Nuttx, Zephyr];

    /// <summary>The option --layout of kallsyms gen.</summary>
    public static Option<string?> Option() => ReleaseChoice.Check(
        new("--layout")
        {
            Description = CommonOptions.LayoutHelp + " Or, of an ELF image: xen, a source for its build; nuttx, zephyr, a C source."
                + " Without it, the options above decide.",
            HelpName = "LAYOUT",
        }, _names)!;

    /// <summary>It is one of another kernel.</summary>
    public static bool Is(string? name) => _names.Contains(name);

    /// <summary>Writes the source.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="name">The layout.</param>
    /// <param name="image">The linked image.</param>
    /// <param name="all">Of Xen, all symbols and not those of text alone.</param>
    public static void Write(Stream stream, string name, ElfFile image, bool all)
    {
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        if (name == Nuttx)
            NuttxSource.Write(text, image);
        else if (name == Zephyr)
            ZephyrSource.Write(text, image);
        else
            XenAssembly.Write(text, XenTable.Build(XenSymbols.Choose(XenLines.Of(image), all)), byName: true, XenAssembly.SourceName);
    }
}
