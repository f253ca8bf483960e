using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Logs;

/// <summary>
/// Addresses in the brackets of traces, <c>[&lt;c0123456&gt;]</c>, where kernels print only code addresses. A log of another kernel has
/// some where this kernel has no code.
/// </summary>
sealed class TracedPlaces
{
    // No trace contains this many.
    const int MaxCount = 1024;

    readonly HashSet<ulong> _addresses = [];

    /// <summary>Adds those of a line.</summary>
    /// <returns>Whether any was new.</returns>
    public bool Add(ReadOnlySpan<byte> line)
    {
        bool isNew = false;
        while (line.IndexOf("[<"u8) is >= 0 and int at && _addresses.Count < MaxCount)
        {
            line = line[(at + 2)..];
            bool isAddress = System.Buffers.Text.Utf8Parser.TryParse(line, out ulong address, out int length, 'x') && length is 8 or 16;
            if (isAddress && line[length..].StartsWith(">]"u8))
                isNew |= _addresses.Add(address);
        }
        return isNew;
    }

    /// <summary>Adds all addresses of another object.</summary>
    public void Add(TracedPlaces others) => _addresses.UnionWith(others._addresses.Take(MaxCount - _addresses.Count));

    /// <summary>Counts those that lie within a kernel moved by a distance, or below it where no module is, but not in its code.</summary>
    public int CountAstray(LogKernel kernel, ulong distance)
    {
        if (_addresses.Count == 0 || kernel.Symbols.Find("_end") is not { } end)
            return 0;
        int count = 0;
        ulong start = kernel.Machine.Row().LowestKernel is > 0 and var lowest && lowest < kernel.Text ? lowest : kernel.Text ?? 0;
        foreach (ulong address in _addresses)
        {
            ulong linked = address - distance & kernel.Mask;
            bool isWithin = linked >= start && linked < end.Address;
            count += isWithin && !(kernel.Symbols.Find(linked) is { } symbol && TypeLetter.IsFunction((byte)symbol.Type)) ? 1 : 0;
        }
        return count;
    }
}
