using Kallsyms.Linking;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Turns what the user said about the layout into one.</summary>
static class LayoutChoice
{
    public static Layout ForLink(string name, LinkCommand command)
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
