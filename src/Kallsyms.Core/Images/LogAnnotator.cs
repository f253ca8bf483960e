using System.Buffers.Text;

namespace Kallsyms.Images;

/// <summary>
/// Puts names in the place of raw addresses in text, an oops or any other log: <c>name+0xoffset/0xsize</c>, and <c>[module]</c> behind it,
/// as the kernel prints them. All other bytes stay as they are.
/// </summary>
/// <param name="symbols">The symbols, at the addresses that the log has.</param>
public sealed class LogAnnotator(KernelSymbols symbols)
{
    // Longer lines are looked at in pieces; only an address at the seam is missed.
    const int MaxLine = 1 << 20;

    // The kernel writes addresses in full.
    readonly int _digits = symbols.IsWide ? 16 : 8;

    /// <summary>Annotates a whole stream, line by line: what has come in is out before more is waited for.</summary>
    public void Annotate(Stream input, Stream output)
    {
        var buffer = new byte[MaxLine];
        int used = 0;
        while (input.Read(buffer, used, buffer.Length - used) is > 0 and int count)
        {
            used += count;
            int end = buffer.AsSpan(0, used).LastIndexOf((byte)'\n') + 1;
            if (end == 0 && used == buffer.Length)
                end = used;
            Annotate(buffer.AsSpan(0, end), output);
            output.Flush();
            buffer.AsSpan(end..used).CopyTo(buffer);
            used -= end;
        }
        Annotate(buffer.AsSpan(0, used), output);
    }

    /// <summary>Annotates whole lines.</summary>
    public void Annotate(ReadOnlySpan<byte> text, Stream output)
    {
        while (text.Length > 0)
        {
            int end = text.IndexOf((byte)'\n') is >= 0 and int newline ? newline + 1 : text.Length;
            AnnotateLine(text[..end], output);
            text = text[end..];
        }
    }

    void AnnotateLine(ReadOnlySpan<byte> line, Stream output)
    {
        int done = 0;
        // The addresses of the line that tells how far the kernel was moved are where it was linked.
        int at = line.IndexOf("Kernel Offset: "u8) >= 0 ? line.Length : 0;
        while (at < line.Length)
        {
            if (!IsWordByte(line[at]))
            {
                at++;
                continue;
            }
            int end = at + 1;
            while (end < line.Length && IsWordByte(line[end]))
                end++;
            if (Find(line[at..end], out KernelSymbol symbol, out ulong offset))
            {
                output.Write(line[done..at]);
                Write(symbol, offset, output);
                done = end;
            }
            at = end;
        }
        output.Write(line[done..]);
    }

    bool Find(ReadOnlySpan<byte> word, out KernelSymbol symbol, out ulong offset)
    {
        (symbol, offset) = (default, 0);
        ReadOnlySpan<byte> digits = word.StartsWith("0x"u8) ? word[2..] : word;
        return digits.Length == _digits
            && Utf8Parser.TryParse(digits, out ulong address, out int length, 'x') && length == digits.Length
            && symbols.TryFind(address, out symbol, out offset)
            && symbol.Type is not ('A' or 'a'); // a number, not an address
    }

    static void Write(KernelSymbol symbol, ulong offset, Stream output)
    {
        output.Write(symbol.Utf8Name);
        output.Write(System.Text.Encoding.UTF8.GetBytes($"+0x{offset:x}/0x{symbol.Size:x}{(symbol.Module is { } module ? $" [{module}]" : "")}"));
    }

    static bool IsWordByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value == '_';
}
