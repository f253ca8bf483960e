using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Sources;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>
/// Opens inputs of commands, a path or - for standard input, and reports doubts about them in the same way for all commands.
/// </summary>
static class CommandInput
{
    public const string ImageHelp =
        "Any kernel image (vmlinux, bzImage, zImage, Image, boot.img, uImage, FIT, memory dump ...), packed or not; - is standard input.";

    public const string SourceHelp = "Any kernel image, an ELF file with symbols, a System.map, or /proc/kallsyms; - is standard input.";

    // That of most commands.
    const string WayToImage = "images of kernels are /boot/vmlinuz-RELEASE, in distributions' packages linux-image-RELEASE, and vmlinux "
        + "in a build's directory; the kernel that runs lists its symbols in /proc/kallsyms";

    /// <summary>Its name in messages.</summary>
    public const string StandardInput = "standard input";

    public static Option<bool> Unproved() => new("--unproved")
    {
        Description = "Accept a table whose addresses could not be proved right; a warning says why.",
    };

    /// <summary>Opens an image or a list of symbols fit for printing, and reports a doubt that was accepted.</summary>
    /// <exception cref="KallsymsException">There are no symbols, or unproved ones are not permitted.</exception>
    public static SymbolSource Open(
        StandardStreams std, string path, KernelChoice choice, bool unproved, bool quiet, bool isTableNeeded = false)
    {
        SymbolSource source = Inspect(std, path, choice, quiet);
        if (!quiet)
            SayOtherKernels(std, source);
        source = SymbolSource.Require(source, unproved ? Trust.Any : Trust.Proved, isTableNeeded);
        if (source.Doubt is { } doubt && !quiet)
            std.Say($"{source.Name}: warning: {doubt}");
        if (!quiet && source.IsNarrowed)
            std.Say($"{source.Name}: its addresses are sign-extended to 64 bits, as nm does; those of its 32-bit kernel are taken");
        if (!quiet && source.List is { IsCutOff: true })
            std.Say($"{source.Name}: its last line does not end: the list may be cut off, and the name in it too");
        if (!quiet && source.Own is { } own)
            std.Say($"{source.Name}: {Why(source.Image!.Absence!)}; {Instead(own)}");
        return source;
    }

    /// <summary>
    /// Opens an input for commands that print or write a whole table. These afford encoding it again, so that damage is reported. If
    /// the image's own symbols agree, there is none.
    /// </summary>
    public static SymbolSource OpenWhole(
        StandardStreams std, string path, KernelChoice choice, bool unproved, bool quiet, bool verbose, bool isTableNeeded = false)
    {
        SymbolSource source = Open(std, path, choice, unproved, quiet, isTableNeeded);
        if (verbose && source.Table is not null)
            std.Say($"{source.Name}: {InfoText.Found(source)}");
        if (!quiet && source.Table is { OwnSymbols: null, Content: { State: ContentState.Damaged } content })
            std.Say($"{source.Name}: warning: {content.Evidence}");
        return source;
    }

    /// <summary>Opens an input likewise for commands for which no other symbols can stand in for its table.</summary>
    public static SymbolSource OpenTable(StandardStreams std, string path, KernelChoice choice, bool unproved, bool quiet, bool verbose) =>
        OpenWhole(std, path, choice, unproved, quiet, verbose, isTableNeeded: true);

    // A program need not be told that it is no kernel.
    static string Why(Absence absence) => absence.Reason == AbsenceReason.NoKernel ? "has no table" : absence.ToString();

    // What is read where there is no table.
    static string Instead(OwnSymbolTable own) =>
        $"{Quantity.Of(own.Symbols.Count, "symbol")} of its own symbol table {(own.Symbols.Count == 1 ? "is" : "are")} read instead"
        + (own.IsUnlinked ? "; it is not linked, so addresses are as if its sections followed each other from 0 on" : "");

    /// <summary>Opens an input whatever it contains.</summary>
    /// <exception cref="KallsymsException">The input cannot be read.</exception>
    public static SymbolSource Inspect(StandardStreams std, string path, KernelChoice choice, bool quiet) =>
        Inspect(std, OpenBytes(std, path), choice, quiet);

    /// <summary>Opens an input from an open byte source, which the result disposes of.</summary>
    /// <exception cref="KallsymsException">The bytes cannot be read.</exception>
    public static SymbolSource Inspect(StandardStreams std, ByteSource bytes, KernelChoice choice, bool quiet)
    {
        using ReadingProgress? progress = quiet ? null : new ReadingProgress(std, bytes.Name);
        return SymbolSource.Inspect(progress is null ? bytes : bytes.CountedBy(progress.Counter), choice);
    }

    /// <summary>Reports in one line that there are other kernels, or parts that may contain some.</summary>
    public static void SayOtherKernels(StandardStreams std, SymbolSource source)
    {
        if (source.Image is not { } image)
            return;
        if (image.Kernels.Count > 1)
        {
            Kernel kernel = image.Chosen;
            std.Say($"{source.Name}: has {image.Kernels.Count} kernels; kernel {kernel.Number} is read, "
                + $"{kernel.Release ?? "of an unknown release"} at "
                + $"0x{kernel.Place.Start:x}: {image.Reason}; --kernel N takes another, kallsyms info lists them");
        }
        if (image.Kernels.Count > 0 && image.Problems.Count > 0)
            std.Say($"{image.Problems[0].Message}; some of this kernel, or another one, may be missing");
    }

    /// <summary>Opens the bytes of an input.</summary>
    /// <param name="std">Where standard input is.</param>
    /// <param name="path">Its path, or -.</param>
    /// <param name="wayToOne">Where such a file comes from, for those who have none.</param>
    /// <exception cref="KallsymsException">The input cannot be read.</exception>
    public static ByteSource OpenBytes(StandardStreams std, string path, string wayToOne = WayToImage)
    {
        if (path != "-")
            return Find(path, SourceFile.Open, wayToOne);
        if (std.OpenInputFile() is { } file)
            return SourceFile.Open(file, StandardInput);
        using Stream input = std.OpenInput();
        return SourceFile.Copy(input, StandardInput);
    }

    /// <summary>Opens a file, and says where such a file comes from if there is none.</summary>
    /// <exception cref="KallsymsException">The file cannot be read.</exception>
    public static T Find<T>(string path, Func<string, T> open, string wayToOne)
    {
        try
        {
            return open(path);
        }
        catch (KallsymsException e) when (e.InnerException is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KallsymsException(e.Kind, $"{e.Reason}; {wayToOne}", e.File, e.Offset, e);
        }
    }

    /// <summary>Reads a list of symbols for an image whose words have 64 bits, or 32.</summary>
    /// <exception cref="KallsymsException">It is none.</exception>
    public static SymbolList ReadList(ByteSource source, bool wide)
    {
        var list = SymbolListFile.Read(source);
        return (wide ? list : list.For32Bit()).Symbols;
    }
}
