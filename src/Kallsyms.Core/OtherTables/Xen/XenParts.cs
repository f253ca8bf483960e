using Kallsyms.Elf;
using Kallsyms.OtherTables.Parts;
using Kallsyms.Tokens;

namespace Kallsyms.OtherTables.Xen;

/// <summary>A part of Xen's table: numbers after a label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Size">The size of each number in bytes; 0 if they are addresses.</param>
/// <param name="Values">The numbers.</param>
readonly record struct XenPart(string Label, int Size, IEnumerable<ulong> Values);

/// <summary>The parts of Xen's table, in memory order, and their layout.</summary>
static class XenParts
{
    /// <summary>Returns the parts.</summary>
    /// <param name="table">The table; null for an empty one, used in a link whose symbols are not known yet.</param>
    /// <param name="form">The form that the hypervisor expects.</param>
    public static IEnumerable<XenPart> Of(XenTable? table, XenForm form)
    {
        (byte[] strings, ulong[] starts) = Strings(table?.Tokens ?? TokenTable.Empty);
        yield return new(form.HasOrigin ? "symbols_offsets" : "symbols_addresses", 0, table?.Addresses ?? []);
        yield return new(form.HasEnds ? "symbols_num_addrs" : "symbols_num_syms", 4, [(ulong)(table?.Addresses.Count ?? 0)]);
        yield return new("symbols_names", 1, table?.Names.Select(code => (ulong)code) ?? []);
        yield return new("symbols_markers", 4, table?.Markers.Select(marker => (ulong)marker) ?? []);
        yield return new("symbols_token_table", 1, strings.Select(letter => (ulong)letter));
        yield return new("symbols_token_index", 2, starts);
        if (form is { ByName: true, HasEnds: true })
            yield return new("symbols_num_names", 4, [(ulong)(table?.Count ?? 0)]);
        if (form.ByName)
        {
            yield return new("symbols_sorted_offsets", 4,
                table?.ByName.SelectMany(place => (ulong[])[(ulong)place.Name, (ulong)place.Entry]) ?? []);
        }
    }

    /// <summary>Returns the table that the assembler would make from the source.</summary>
    /// <param name="table">The table; null for an empty one.</param>
    /// <param name="form">The form that the hypervisor expects.</param>
    /// <param name="format">Word size and byte order.</param>
    /// <param name="machine">The machine, whose assembler determines the meaning of .align.</param>
    /// <param name="origin">The base of addresses.</param>
    public static OtherTable Build(XenTable? table, XenForm form, ElfFormat format, MachineRow machine, ulong origin)
    {
        int addressSize = form.HasOrigin ? 4 : format.WordSize;
        var bytes = new OtherTableBuilder(format);
        foreach (XenPart part in Of(table, form))
        {
            int size = part.Size == 0 ? addressSize : part.Size;
            int alignment = form.HasEnds ? size : machine.AlignCountsBytes ? addressSize : 1 << addressSize;
            IEnumerable<ulong> values = part.Size == 0 ? part.Values.Select(address => address - origin) : part.Values;
            bytes.Part(part.Label, alignment, () => bytes.Numbers(size, values), isSized: form.HasEnds);
        }
        return bytes.Build(table?.Count ?? 0);
    }

    static (byte[] Strings, ulong[] Starts) Strings(TokenTable tokens)
    {
        var strings = new List<byte>();
        var starts = new ulong[TokenTable.Size];
        for (int code = 0; code < TokenTable.Size; code++)
        {
            starts[code] = (ulong)strings.Count;
            strings.AddRange(tokens[code]);
            strings.Add(0);
        }
        return ([.. strings], starts);
    }
}
