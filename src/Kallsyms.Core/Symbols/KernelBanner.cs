using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>A linked kernel's own description at its label <c>linux_banner</c>: "Linux version 6.12.9 (...) #1 ...".</summary>
static class KernelBanner
{
    // In bytes; the longest banners have half of that.
    const int MaxLength = 512;

    /// <summary>The label.</summary>
    public static ReadOnlySpan<byte> Label => "linux_banner"u8;

    /// <summary>Reads the banner without its newline; null if there is no such label, or no text at it.</summary>
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
