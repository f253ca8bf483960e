using System.Buffers.Text;

namespace Kallsyms.Symbols;

/// <summary>
/// Writes the text form that nm -n, System.map and /proc/kallsyms share: address in hexadecimal, space, type letter, space, name, newline.
/// </summary>
static class SystemMap
{
    /// <summary>Writes one line per symbol; addresses have 8 digits, or 16 when <paramref name="wide"/>.</summary>
    public static void Write(Stream output, SymbolList symbols, bool wide)
    {
        int digits = wide ? 16 : 8;
        var buffer = new byte[1 << 16];
        int used = 0;
        for (int i = 0; i < symbols.Count; i++)
        {
            ReadOnlySpan<byte> name = symbols.Name(i);
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
                Utf8Formatter.TryFormat(symbols.Addresses[i], line, out _, new('x', (byte)digits));
            line[digits] = (byte)' ';
            line[digits + 1] = symbols.Types[i];
            line[digits + 2] = (byte)' ';
            name.CopyTo(line[(digits + 3)..]);
            line[^1] = (byte)'\n';
            used += length;
        }
        output.Write(buffer, 0, used);
    }
}
