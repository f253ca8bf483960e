using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Images;

/// <summary>Symbols from text: System.map, what nm -n prints, /proc/kallsyms of the running kernel.</summary>
public static class SymbolText
{
    const int HeadSize = 256;

    /// <summary>Reads a file of such lines; null: it is something else.</summary>
    /// <exception cref="KallsymsException">It cannot be read, or it starts with such lines and goes on otherwise.</exception>
    public static KernelSymbols? Read(string path)
    {
        using ByteSource source = ByteSource.OpenFile(path);
        if (source.Length > 0)
            return Read(source);
        // Files of /proc tell no length.
        using ByteSource text = ByteSource.FromMemory(InputFile.ReadBytes(path), path);
        return Read(text);
    }

    /// <summary>The same for bytes that are open already.</summary>
    public static KernelSymbols? Read(ByteSource source)
    {
        int digits = Digits(source.Read(0, Math.Min(source.Length, HeadSize)));
        if (digits == 0)
            return null;
        var starts = new List<(int First, string? Module)>();
        SymbolList list = SystemMap.Read(source, starts);
        if (list.Addresses.IndexOfAnyExcept(0UL) < 0)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, "all addresses are 0: the kernel hides them (kernel.kptr_restrict); read it as root", source.Name);
        }
        if (starts.Count == 0)
            return KernelSymbols.From(Ordered(list), isWide: digits == 16);
        var modules = new string?[list.Count];
        for (int i = 0; i < starts.Count; i++)
            modules.AsSpan(starts[i].First..(i + 1 < starts.Count ? starts[i + 1].First : list.Count)).Fill(starts[i].Module);
        return KernelSymbols.From(list, modules, digits == 16);
    }

    // nm -n lists what is defined elsewhere as well, and symbols of one address by name; the kernel has them in the order of its table.
    static SymbolList Ordered(SymbolList list) =>
        list.Select(TableOrder.Of(list, [.. Enumerable.Range(0, list.Count).Where(i => !list.IsUndefined(i))], SortChain.Full));

    // An address of 8 or 16 digits, or blanks in its place, then a type letter and a name: how many digits; 0: it is something else.
    static int Digits(ReadOnlySpan<byte> head)
    {
        int digits = 0;
        while (digits < head.Length && char.IsAsciiHexDigitLower((char)head[digits]))
            digits++;
        if (digits == 0)
            digits = head.IndexOfAnyExcept((byte)' ') - 1;
        bool isText = digits is 8 or 16 && head.Length > digits + 3 && head[digits] == ' ' && head[digits + 1] is > (byte)' ' and < 0x7f
            && head[digits + 2] == ' ' && head[digits + 3] is > (byte)' ' and < 0x7f;
        return isText ? digits : 0;
    }
}
