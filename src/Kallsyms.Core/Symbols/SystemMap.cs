using System.Buffers.Text;
using Kallsyms.Elf;

namespace Kallsyms.Symbols;

/// <summary>
/// The text form that nm -n, System.map and /proc/kallsyms share: address in hexadecimal, space, type letter, space, name, newline.
/// </summary>
public static class SystemMap
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

    /// <summary>Reads such lines. Lines of undefined symbols (no address) and empty lines are allowed.</summary>
    /// <exception cref="KallsymsException">A line has another form; the message has its number.</exception>
    public static SymbolList Read(ByteSource source) => Read(source, []);

    /// <summary>The same, and the modules that /proc/kallsyms names behind their symbols: from the symbol with each index on, null for the kernel.</summary>
    /// <param name="source">The text.</param>
    /// <param name="modules">Where another module starts is added here; empty, the text names none.</param>
    public static SymbolList Read(ByteSource source, List<(int First, string? Module)> modules)
    {
        byte[] text = source.Read(0, source.Length);
        int lines = text.AsSpan().Count((byte)'\n') + 1;
        var list = new SymbolListBuilder(text, lines);
        int start = 0;
        for (int number = 1; start < text.Length; number++)
        {
            int end = text.AsSpan(start).IndexOf((byte)'\n');
            end = end < 0 ? text.Length : start + end;
            ReadLine(source.Name, text, start, end, number, list, modules);
            start = end + 1;
        }
        return list.Build();
    }

    static void ReadLine(string file, byte[] text, int start, int end, int number, SymbolListBuilder list, List<(int First, string? Module)> modules)
    {
        ReadOnlySpan<byte> line = text.AsSpan(start, end - start);
        if (line.IndexOfAnyExcept((byte)' ', (byte)'\r') < 0)
            return;
        ulong address = 0;
        int at;
        bool undefined = line[0] == ' ';
        if (undefined)
            at = line.IndexOfAnyExcept((byte)' ') - 1;
        else if (!Utf8Parser.TryParse(line, out address, out at, 'x'))
            at = -1;
        bool wellFormed = at >= 0 && line.Length >= at + 4 && line[at] == ' ' && line[at + 2] == ' ';
        if (!wellFormed || undefined && line[at + 1] is not ((byte)'U' or (byte)'w' or (byte)'v'))
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"line {number}: expected 'address type name', found '{Excerpt(line)}'", file, start);
        }
        ReadOnlySpan<byte> name = line[(at + 3)..].TrimEnd((byte)'\r');
        // /proc/kallsyms: a tab and the module's name in brackets.
        string? module = null;
        if (name.IndexOf("\t["u8) is > 0 and int tab)
        {
            module = System.Text.Encoding.UTF8.GetString(name[(tab + 2)..].TrimEnd((byte)']'));
            name = name[..tab];
        }
        if (module != (modules.Count > 0 ? modules[^1].Module : null))
            modules.Add((list.Count, module));
        list.Add(address, line[at + 1], start + at + 3, name.Length, undefined ? SectionIndex.Undefined : -1);
    }

    static string Excerpt(ReadOnlySpan<byte> line) => System.Text.Encoding.UTF8.GetString(line.Length > 60 ? line[..60] : line);
}
