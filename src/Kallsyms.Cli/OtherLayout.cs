using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.OtherTables;

namespace Kallsyms.Cli;

/// <summary>Tables of other kernels, which kallsyms gen writes as sources for their builds, or as objects.</summary>
static class OtherLayout
{
    /// <summary>The option --layout of kallsyms gen.</summary>
    public static Option<string?> Option() => ReleaseChoice.Check(
        new("--layout")
        {
            Description = CommonOptions.LayoutHelp + " Or, of an ELF image: xen, a source for its build; nuttx, zephyr, a C source."
                + " Without it, the options above decide.",
            HelpName = "LAYOUT",
        }, [.. OtherKernels.Names])!;

    /// <summary>Writes the source, or an object.</summary>
    /// <param name="std">Where standard output is.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="image">The linked image.</param>
    /// <param name="all">Of Xen, all symbols and not those of text alone.</param>
    /// <param name="output">The source's file.</param>
    /// <param name="objectFile">The object's file and what it is to be like; null: a source is wanted.</param>
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
