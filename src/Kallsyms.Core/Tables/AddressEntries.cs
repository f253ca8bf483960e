using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>Encodes, decodes and checks the address entries of a table.</summary>
static class AddressEntries
{
    /// <summary>Returns the base of offsets; 0 in encodings without a base and in an empty table.</summary>
    public static ulong Base(TableSpec spec, TableSymbols symbols)
    {
        if (spec.Encoding is not (AddressEncoding.BaseRelative or AddressEncoding.PercpuAbsolute))
            return 0;
        switch (spec.TableFormat.Base)
        {
            case BaseRule.LowestRead:
                return symbols.LowestRead?.Address ?? spec.Format.WordMask;
            case BaseRule.First:
                return symbols.List.Count == 0 ? 0 : symbols.List.Addresses[0];
            default:
                foreach (ulong address in symbols.List.Addresses)
                {
                    if (!symbols.IsPercpu(address))
                        return address;
                }
                return 0;
        }
    }

    /// <summary>Returns the 32-bit entry for an address; <paramref name="slot"/> is the address of the entry itself.</summary>
    public static uint Encode(TableSpec spec, TableSymbols symbols, ulong relativeBase, ulong address, ulong slot) => spec.Encoding switch
    {
        AddressEncoding.BaseRelative => (uint)(address - relativeBase),
        AddressEncoding.PercpuAbsolute => symbols.IsPercpu(address) ? (uint)address : (uint)(relativeBase - address - 1),
        AddressEncoding.PlaceRelative => (uint)(address - slot),
        _ => (uint)address,
    };

    /// <summary>Whether an address of an absolute table does not move with the image and so has no relocation.</summary>
    public static bool IsPlain(Table table, int index) => table.Spec.TableFormat.Plain switch
    {
        PlainAddresses.All => true,
        PlainAddresses.LetterA => table.CompressedNames[index][0] is (byte)'A' or (byte)'a',
        _ => table.Symbols.IsPercpu(table.Symbols.List.Addresses[index]),
    };

    /// <summary>Returns the address that an entry represents.</summary>
    public static ulong Decode(TableSpec spec, ulong relativeBase, ulong slot, uint value)
    {
        ulong signed = (ulong)(int)value;
        ulong address = spec.Encoding switch
        {
            AddressEncoding.BaseRelative => relativeBase + value,
            AddressEncoding.PercpuAbsolute => (int)value >= 0 ? value : relativeBase - 1 - signed,
            AddressEncoding.PlaceRelative => slot + signed,
            _ => value,
        };
        return address & spec.Format.WordMask;
    }

    public static void Write(Table table, Span<byte> destination, ulong place)
    {
        TableSpec spec = table.Spec;
        ReadOnlySpan<ulong> addresses = table.Symbols.List.Addresses;
        if (spec.Encoding == AddressEncoding.Absolute)
        {
            int word = spec.Format.WordSize;
            for (int i = 0; i < addresses.Length; i++)
                spec.Format.PutWord(destination, i * word, addresses[i]);
            return;
        }
        for (int i = 0; i < addresses.Length; i++)
        {
            uint value = Encode(spec, table.Symbols, table.RelativeBase, addresses[i], place + (uint)i * 4);
            spec.Format.PutU32(destination, i * 4, value);
        }
    }

    /// <summary>Refuses addresses that the encoding cannot express, naming the one that is out of place.</summary>
    public static void CheckRange(TableSpec spec, TableSymbols symbols)
    {
        foreach (ulong address in symbols.List.Addresses)
        {
            if (address > spec.Format.WordMask)
                throw AddressOutlier.Error(spec, symbols);
        }
        if (spec.Encoding == AddressEncoding.Absolute || symbols.List.Count == 0)
            return;
        // The reach of a place-relative table depends on its place; measure from _text, like the kernel's tool.
        ulong origin = spec.Encoding switch
        {
            AddressEncoding.PlaceRelative => symbols.Text ?? symbols.List.Addresses[symbols.List.Count / 2],
            AddressEncoding.Direct => 0,
            _ => Base(spec, symbols),
        };
        (long low, long high) = spec.Encoding switch
        {
            AddressEncoding.PlaceRelative => ((long)int.MinValue, (long)int.MaxValue),
            AddressEncoding.PercpuAbsolute => (0L, (long)int.MaxValue),
            _ => (0L, (long)uint.MaxValue),
        };
        foreach (ulong address in symbols.List.Addresses)
        {
            bool percpu = spec.Encoding == AddressEncoding.PercpuAbsolute && symbols.IsPercpu(address);
            long distance = percpu ? (long)address : SignExtend(spec, address - origin);
            if (distance < (percpu ? 0 : low) || distance > (percpu ? int.MaxValue : high))
                throw AddressOutlier.Error(spec, symbols);
        }
    }

    static long SignExtend(TableSpec spec, ulong distance) =>
        spec.Format.Is64 || spec.Encoding is not AddressEncoding.PlaceRelative ? (long)(distance & spec.Format.WordMask) : (int)distance;
}
