using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>What a linked kernel says of itself at its label <c>linux_banner</c>: "Linux version 6.12.9 (...) #1 ...".</summary>
static class KernelBanner
{
    // Bytes; the longest have half of that.
    const int MaxLength = 512;

    /// <summary>The label.</summary>
    public static ReadOnlySpan<byte> Label => "linux_banner"u8;

    /// <summary>Reads it, without the newline; null: there is no such label, or no text in the file.</summary>
    public static string? Read(ElfFile image, SymbolList symbols) =>
        symbols.AddressOf(Label) is { } address ? ReadAt(image, address) : null;

    /// <summary>The same where the address of the label is known.</summary>
    public static string? ReadAt(ElfFile image, ulong address)
    {
        if (image.OffsetOf(address) is not { } offset || offset >= image.Source.Length)
            return null;
        byte[] bytes = image.Source.Read(offset, Math.Min(MaxLength, image.Source.Length - offset));
        int end = bytes.AsSpan().IndexOfAny((byte)0, (byte)'\n');
        return end > 0 ? Encoding.UTF8.GetString(bytes, 0, end) : null;
    }
}
