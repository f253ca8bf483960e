using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.Images;

namespace Kallsyms.Cli;

/// <summary>Where a command has its symbols from: an image with a table, or a text like System.map and /proc/kallsyms.</summary>
/// <param name="Symbols">The symbols.</param>
/// <param name="Wide">Addresses have 64 bits.</param>
/// <param name="IsProved">Nothing says that they are wrong; false only where the user asked for it.</param>
/// <param name="IsText">They come from a text.</param>
/// <param name="Version">"Linux version ...", as an image has it; null: it is not known.</param>
sealed record SymbolSource(KernelSymbols Symbols, bool Wide, bool IsProved, bool IsText, string? Version = null)
{
    public const string ImageHelp =
        "Any kernel image (vmlinux, bzImage, zImage, Image, boot.img, uImage, FIT, memory dump ...), packed or not; - is standard input.";

    public const string SourceHelp = "Any kernel image, a System.map, or /proc/kallsyms; - is standard input.";

    public static Option<bool> Unproved() => new("--unproved")
    {
        Description = "Accept a table whose addresses could not be proved right; a warning says why.",
    };

    /// <summary>Opens an image or a text.</summary>
    /// <exception cref="KallsymsException">There are no symbols, or unproved ones without leave.</exception>
    public static SymbolSource Open(string path, bool unproved, bool quiet = false)
    {
        if (path == "-")
        {
            ReadOnlyMemory<byte> bytes = InputBytes.ReadStandardInput();
            using ByteSource source = ByteSource.FromMemory(bytes, InputBytes.StandardInput);
            return SymbolText.Read(source) is { } text ? FromText(text) : FromImage(KernelImage.Read(bytes, InputBytes.StandardInput), unproved, quiet);
        }
        return SymbolText.Read(path) is { } map ? FromText(map) : FromImage(KernelImage.Open(path), unproved, quiet);
    }

    /// <summary>The table of an image: a proved one, or any with leave, which is then said.</summary>
    public static EmbeddedTable Table(KernelImage image, bool unproved, bool quiet = false)
    {
        if (!unproved || image.Table is not { Proof.IsProved: false } table)
            return image.RequireProved();
        if (!quiet)
            Console.Error.WriteLine($"kallsyms: warning: addresses are not proved: {table.Proof}");
        return table;
    }

    static SymbolSource FromText(KernelSymbols symbols) => new(symbols, symbols.IsWide, IsProved: true, IsText: true);

    static SymbolSource FromImage(KernelImage image, bool unproved, bool quiet)
    {
        using (image)
        {
            EmbeddedTable table = Table(image, unproved, quiet);
            return new(KernelSymbols.From(table.Symbols, isWide: table.Spec.Format.Is64), table.Spec.Format.Is64, table.Proof.IsProved, IsText: false, image.Version);
        }
    }
}
