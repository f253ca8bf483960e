using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>A linked kernel's own description at its label <c>linux_banner</c>: "Linux version 6.12.9 (...) #1 ...".</summary>
static class KernelBanner
{
    // In bytes; the longest banners have half of that.
    const int MaxLength = 512;

    /// <summary>What it begins with.</summary>
    public const string Start = "Linux version ";

    /// <summary>The label.</summary>
    public static ReadOnlySpan<byte> Label => "linux_banner"u8;

    /// <summary>The release that a banner names, as uname -r prints it: "6.12.9-amd64"; null: the text is none.</summary>
    public static string? Release(string? banner) =>
        banner is not null && banner.StartsWith(Start, StringComparison.Ordinal) ? banner[Start.Length..].Split(' ')[0] : null;

    /// <summary>Reads it, without the newline; null: there is no such label, or no text in the file.</summary>
    public static string? Read(ElfFile image, SymbolList symbols) =>
        symbols.AddressOf(Label) is { } address ? ReadAt(image, address) : null;

    /// <summary>Reads the banner at a known address.</summary>
    public static string? ReadAt(ElfFile image, ulong address)
    {
        if (image.OffsetOf(address) is not { } offset || offset >= image.Source.Length)
            return null;
        byte[] bytes = image.Source.Read(offset, Math.Min(MaxLength, image.Source.Length - offset));
        int end = bytes.AsSpan().IndexOfAny((byte)0, (byte)'\n');
        return end > 0 ? Encoding.UTF8.GetString(bytes, 0, end) : null;
    }
}
