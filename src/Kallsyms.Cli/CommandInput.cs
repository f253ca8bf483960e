using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.Sources;
using Kallsyms.Tables;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Cli;

/// <summary>Inputs of commands: a path, or - for standard input; and what all commands say of what is not proved.</summary>
static class CommandInput
{
    public const string ImageHelp =
        "Any kernel image (vmlinux, bzImage, zImage, Image, boot.img, uImage, FIT, memory dump ...), packed or not; - is standard input.";

    public const string SourceHelp = "Any kernel image, a System.map, or /proc/kallsyms; - is standard input.";

    const string StandardInput = "standard input";

    public static Option<bool> Unproved() => new("--unproved")
    {
        Description = "Accept a table whose addresses could not be proved right; a warning says why.",
    };

    /// <summary>Opens an image or a list of symbols that is good enough to print; a doubt that was accepted is said.</summary>
    /// <exception cref="KallsymsException">There are no symbols, or unproved ones without leave.</exception>
    public static SymbolSource Open(string path, bool unproved, bool quiet = false)
    {
        SymbolSource source = SymbolSource.Require(Inspect(path), unproved ? Trust.Any : Trust.Proved);
        if (source.Doubt is { } doubt && !quiet)
            Console.Error.WriteLine($"kallsyms: {source.Name}: warning: {doubt}");
        return source;
    }

    /// <summary>
    /// The same for commands that print or write all of a table, which is worth encoding it again: damage is said. Where the image's own
    /// symbols agree, there is none.
    /// </summary>
    public static SymbolSource OpenWhole(string path, bool unproved, bool quiet = false)
    {
        SymbolSource source = Open(path, unproved, quiet);
        if (!quiet && source.Table is { OwnSymbols: null, Content: { State: ContentState.Damaged } content })
            Console.Error.WriteLine($"kallsyms: {source.Name}: warning: {content.Evidence}");
        return source;
    }

    /// <summary>Opens an input whatever it has.</summary>
    /// <exception cref="KallsymsException">It cannot be read.</exception>
    public static SymbolSource Inspect(string path) => SymbolSource.Inspect(OpenBytes(path));

    /// <summary>Opens the bytes of an input.</summary>
    /// <exception cref="KallsymsException">It cannot be read.</exception>
    public static ByteSource OpenBytes(string path) =>
        path == "-" ? SourceFile.Open(new SafeFileHandle(0, ownsHandle: false), StandardInput) : SourceFile.Open(path);

    /// <summary>Opens a text for reading from its start.</summary>
    /// <exception cref="KallsymsException">It cannot be read.</exception>
    public static Stream OpenText(string path) => path == "-" ? Console.OpenStandardInput() : InputFile.Read(path, File.OpenRead);
}
