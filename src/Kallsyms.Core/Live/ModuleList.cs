using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;

namespace Kallsyms.Live;

/// <summary>The kernel's list of modules: a circular list through its variable "modules".</summary>
sealed class ModuleList(KernelMemory memory, ModuleLayout layout)
{
    const long Reach = 8 << 20; // data of a kernel whose table lists only functions follows them
    const int MaxModules = 1 << 14;
    const int Unformed = 3; // MODULE_STATE_UNFORMED: being loaded, and not shown
    const int MaxName = 64;

    /// <summary>
    /// Returns the addresses of all modules that the kernel shows, the last loaded first; null if an entry cannot be read.
    /// </summary>
    /// <param name="head">The address of the variable.</param>
    public IReadOnlyList<ulong>? Walk(ulong head)
    {
        var modules = new List<ulong>();
        ulong previous = head;
        for (ulong? at = memory.Word(head); at != head; at = memory.Word(at.Value))
        {
            // Each entry must point back to the one before; otherwise it is not a list.
            if (at is not ulong entry || modules.Count == MaxModules || memory.Word(entry + (ulong)memory.Format.WordSize) != previous)
                return null;
            ulong module = entry - (ulong)layout.List;
            if (!HasName(module))
                return null;
            modules.Add(module);
            previous = entry;
        }
        return modules.Where(module => memory.U32(module + (ulong)layout.State) != Unformed).ToArray();
    }

    /// <summary>Finds the variable by its symbol or, with a table that lists only functions, among the kernel's data.</summary>
    /// <param name="bytes">Memory by physical address.</param>
    /// <param name="table">The kernel's table.</param>
    public ulong? FindHead(ImageBytes bytes, EmbeddedTable table)
    {
        if (table.Symbols.AddressOf("modules"u8) is ulong known)
            return known;
        (long start, long end) = table.Range;
        ulong origin = table.Origin!.Value;
        (ulong first, ulong last) = (origin + (ulong)start, origin + (ulong)end);
        byte[] buffer = [];
        foreach ((long at, int length) in bytes.Pieces(start, Math.Min(end + Reach, bytes.Length), overlap: 0))
        {
            ReadOnlySpan<byte> data = bytes.Read(at, length, ref buffer);
            for (int i = 0; i + 16 <= length; i += 8)
            {
                // Modules lie near the kernel, but not in it.
                ulong next = memory.Format.U64(data, i);
                if ((next & 7) != 0 || next >> 40 != first >> 40 || next - first < last - first)
                    continue;
                ulong head = origin + (ulong)(at + i);
                if (HasName(next - (ulong)layout.List) && Walk(head) is { Count: > 0 })
                    return head;
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
