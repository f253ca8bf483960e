using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.OtherTables;

namespace Kallsyms.Cli;

/// <summary>Writes tables of other kernels for kallsyms gen, as sources for their builds or as objects.</summary>
static class OtherLayout
{
    /// <summary>Creates the option --layout of kallsyms gen.</summary>
    public static Option<string?> Option() => ReleaseChoice.Check(
        new("--layout")
        {
            Description = CommonOptions.LayoutHelp + " Or, of an ELF image: xen, a source for its build; nuttx, zephyr, a C source."
                + " Without it, the options above decide.",
            HelpName = "LAYOUT",
        }, [.. OtherKernel.All.Select(kernel => kernel.Name)])!;

    /// <summary>Writes a source or an object.</summary>
    /// <param name="std">The standard streams.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="image">The linked image.</param>
    /// <param name="all">For Xen, whether to list all symbols rather than only those of text.</param>
    /// <param name="output">The path of the source.</param>
    /// <param name="objectFile">The path and target of the object, or null for a source.</param>
    public static void Write(
        StandardStreams std, OtherKernel kernel, ElfFile image, bool all, string output, (string Path, ElfTarget Like)? objectFile)
    {
        if (objectFile is var (path, target))
        {
            ElfObject made = kernel.Build(image, all).ToObject(target);
            std.WriteBinary(path, stream => ElfObjectWriter.Write(stream, made));
            return;
        }
        std.Write(output, stream =>
        {
            using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            kernel.WriteSource(text, image, all);
        });
    }
}
