using System.Buffers.Binary;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;

namespace Kallsyms.Live;

/// <summary>The kernel's list of modules: a circle of list entries through its variable "modules".</summary>
sealed class ModuleList(KernelMemory memory, ModuleLayout layout)
{
    const int MaxModules = 1 << 14;
    const int Unformed = 3; // MODULE_STATE_UNFORMED: being loaded, and not shown
    const int MaxName = 64;

    /// <summary>Addresses of all modules that the kernel shows, the last that was loaded first; null: an entry cannot be read.</summary>
    /// <param name="head">Address of the variable.</param>
    public IReadOnlyList<ulong>? Walk(ulong head)
    {
        var modules = new List<ulong>();
        ulong previous = head;
        for (ulong? at = memory.Word(head); at != head; at = memory.Word(at.Value))
        {
            // Each entry points back to the one before: what does not is no list.
            if (at is not ulong entry || modules.Count == MaxModules || memory.Word(entry + (ulong)memory.Format.WordSize) != previous)
                return null;
            ulong module = entry - (ulong)layout.List;
            if (!HasName(module))
                return null;
            modules.Add(module);
            previous = entry;
        }
        return [.. modules.Where(module => memory.U32(module + (ulong)layout.State) != Unformed)];
    }

    /// <summary>Finds the variable: by its symbol, or, of a table that lists functions only, among the kernel's data.</summary>
    /// <param name="bytes">Memory by physical address.</param>
    /// <param name="table">The kernel's table.</param>
    public ulong? FindHead(ImageBytes bytes, EmbeddedTable table)
    {
        if (table.Symbols.AddressOf("modules"u8) is ulong known)
            return known;
        const long page = 4096;
        const long reach = 8 << 20;
        ulong origin = table.Origin!.Value;
        (long start, long end) = table.Range;
        foreach ((long from, long to) in bytes.Known(start, Math.Min(end + reach, bytes.Length) - start))
        {
            for (long at = from; at < to; at += page)
            {
                int length = (int)Math.Min(page, to - at);
                byte[] data = bytes.Source.Read(at, length);
                for (int i = 0; i + 16 <= length; i += 8)
                {
                    ulong next = BinaryPrimitives.ReadUInt64LittleEndian(data.AsSpan(i));
                    ulong head = origin + (ulong)(at + i);
                    if (next == head || (next & 7) != 0 || next >> 40 != origin + (ulong)start >> 40 || next - (origin + (ulong)start) < (ulong)(end - start))
                        continue;
                    if (HasName(next - (ulong)layout.List) && Walk(head) is { Count: > 0 })
                        return head;
                }
            }
        }
        return null;
    }

    bool HasName(ulong module)
    {
        if (memory.Read(module + (ulong)layout.Name, MaxName - 8) is not { } name)
            return false;
        int length = name.AsSpan().IndexOf((byte)0);
        return length > 0 && name.AsSpan(0, length).IndexOfAnyExcept(_letters) < 0;
    }

    static readonly System.Buffers.SearchValues<byte> _letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"u8);
}
