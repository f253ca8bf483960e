using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>
/// Addresses that a log has in the brackets of traces, <c>[&lt;c0123456&gt;]</c>, where kernels print those of code alone. A log of another
/// kernel has some where this one has none.
/// </summary>
sealed class TracedPlaces
{
    // So many are in no trace.
    const int MaxCount = 1024;

    readonly HashSet<ulong> _addresses = [];

    /// <summary>Takes in those of a line.</summary>
    /// <returns>There was one that was not known yet.</returns>
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

    /// <summary>Takes in all that others have.</summary>
    public void Add(TracedPlaces others) => _addresses.UnionWith(others._addresses.Take(MaxCount - _addresses.Count));

    /// <summary>How many lie within a kernel that was moved so far, and in no code of it.</summary>
    public int CountAstray(LogKernel kernel, ulong distance)
    {
        if (_addresses.Count == 0 || kernel.Symbols.Find("_end") is not { } end)
            return 0;
        int count = 0;
        foreach (ulong address in _addresses)
        {
            ulong linked = address - distance & kernel.Mask;
            bool isWithin = linked >= kernel.Text && linked < end.Address;
            count += isWithin && !(kernel.Symbols.Find(linked) is { } symbol && SymbolPlaces.IsCode((byte)symbol.Type)) ? 1 : 0;
        }
        return count;
    }
}
