using System.Buffers.Text;
using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>
/// Writes the text format shared by nm -n, System.map and /proc/kallsyms: address in hexadecimal, space, type letter, space, name,
/// newline.
/// </summary>
static class SystemMap
{
    const int NarrowDigits = 8;
    const int WideDigits = 16;
    const int TypicalLine = 48;

    /// <summary>Writes one line per symbol; addresses have 8 digits, or 16 if <paramref name="wide"/>.</summary>
    public static void Write(Stream output, SymbolList symbols, bool wide) =>
        Write(output, symbols, wide ? AddressStyle.Wide : AddressStyle.Narrow);

    /// <summary>The same as the nm of an image's machine prints it, or llvm-nm, which extends no signs, in memory.</summary>
    public static ReadOnlyMemory<byte> Text(SymbolList symbols, ElfFile image, bool byLlvm)
    {
        var text = new MemoryStream(symbols.Count * TypicalLine);
        if (byLlvm)
            Write(text, symbols, image.Format.Is64);
        else
            Write(text, symbols, image);
        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }

    /// <summary>Writes the symbols as nm prints them for the image's machine.</summary>
    public static void Write(Stream output, SymbolList symbols, ElfFile image) => Write(
        output, symbols,
        image.Format.Is64 ? AddressStyle.Wide : image.Header.Machine.Row().NmSignExtends ? AddressStyle.SignExtended : AddressStyle.Narrow);

    static void Write(Stream output, SymbolList symbols, AddressStyle style)
    {
        var buffer = new byte[1 << 16];
        int used = 0;
        for (int i = 0; i < symbols.Count; i++)
        {
            ReadOnlySpan<byte> name = symbols.Name(i);
            ulong address = symbols.Addresses[i];
            bool extended = style == AddressStyle.SignExtended && !symbols.IsUndefined(i) && (int)address < 0;
            int digits = style == AddressStyle.Wide || extended ? WideDigits : NarrowDigits;
            int length = digits + 4 + name.Length;
            if (used + length > buffer.Length)
            {
                output.Write(buffer, 0, used);
                used = 0;
                if (length > buffer.Length)
                    buffer = new byte[length * 2];
            }
            Span<byte> line = buffer.AsSpan(used, length);
            if (symbols.IsUndefined(i))
                line[..digits].Fill((byte)' ');
            else
                Utf8Formatter.TryFormat(extended ? (ulong)(int)address : address, line, out _, new('x', (byte)digits));
            line[digits] = (byte)' ';
            line[digits + 1] = symbols.Types[i];
            line[digits + 2] = (byte)' ';
            name.CopyTo(line[(digits + 3)..]);
            line[^1] = (byte)'\n';
            used += length;
        }
        output.Write(buffer, 0, used);
    }

    enum AddressStyle
    {
        Narrow,
        Wide,

        // Eight digits; from 0x80000000 on sixteen, sign-extended.
        SignExtended,
    }
}

