using Kallsyms.Images.Finding;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Bench;

/// <summary>Tables that another encoder, or somebody with an editor of bytes, has made of an image's own.</summary>
sealed class Variants(EmbeddedTable table, byte[] image)
{
    readonly CompressedNames _names = TableReader.ReadCodes(table.Spec, table.Bytes);

    public IEnumerable<(string, byte[])> All()
    {
        // Codes of single characters stand for themselves in some releases; the others may be given out in any order.
        int[] trained = [.. Enumerable.Range(0, TokenTable.Size).Where(code => _names.Tokens[code].Length > 1)];
        yield return ("two tokens have exchanged their codes", WithCodes([(trained[3], trained[40]), (trained[40], trained[3])]));
        yield return ("all tokens have other codes", WithCodes([.. trained.Zip(trained.Reverse())]));
        yield return ("one symbol has another name", Renamed());
        foreach (ulong distance in (ulong[])[4, 0x1000])
            yield return ($"one symbol lies 0x{distance:x} bytes higher", Moved(distance));
    }

    byte[] WithCodes((int From, int To)[] changes)
    {
        var code = Enumerable.Range(0, TokenTable.Size).Select(i => (byte)i).ToArray();
        foreach ((int from, int to) in changes)
            code[from] = (byte)to;
        var tokens = new byte[TokenTable.Size][];
        for (int i = 0; i < tokens.Length; i++)
            tokens[code[i]] = _names.Tokens[i].ToArray();
        CompressedNames names = new(new(tokens), [.. _names.Codes.Select(each => code[each])], _names.Offsets);
        byte[] changed = [.. image];
        Put(changed, SubTable.Names, NameStream.Write(table.Spec, table.Symbols, names).Names);
        var index = new byte[TokenTable.Size * 2];
        var text = new List<byte>();
        for (int i = 0; i < tokens.Length; i++)
        {
            table.Spec.Format.PutU16(index, i * 2, (ushort)text.Count);
            text.AddRange([.. tokens[i], 0]);
        }
        Put(changed, SubTable.TokenTable, [.. text]);
        Put(changed, SubTable.TokenIndex, index);
        return changed;
    }

    // A code of one letter in the name becomes that of another letter.
    byte[] Renamed()
    {
        int[] letters = [.. Enumerable.Range(0, TokenTable.Size).Where(code => _names.Tokens[code] is [>= (byte)'a' and <= (byte)'z'])];
        int name = Enumerable.Range(_names.Count / 2, _names.Count / 2).First(i => _names[i][1..].IndexOfAny([.. letters.Select(l => (byte)l)]) >= 0);
        var codes = _names.Codes.ToArray();
        int at = Enumerable.Range(_names.Offsets[name] + 1, _names[name].Length - 1).First(i => letters.Contains(codes[i]));
        codes[at] = (byte)letters.First(letter => letter != codes[at]);
        byte[] changed = [.. image];
        Put(changed, SubTable.Names, NameStream.Write(table.Spec, table.Symbols, _names with { Codes = codes }).Names);
        return changed;
    }

    byte[] Moved(ulong distance)
    {
        ReadOnlySpan<ulong> addresses = table.Symbols.Addresses;
        int symbol = addresses.Length / 2;
        while (addresses[symbol + 1] - addresses[symbol] <= distance)
            symbol++;
        byte[] changed = [.. image];
        long at = table.Place(SubTable.Offsets)!.Value.Offset + 4 * symbol;
        table.Spec.Format.PutU32(changed, (int)at, table.Spec.Format.U32(changed, (int)at) + (uint)distance);
        return changed;
    }

    void Put(byte[] changed, SubTable part, byte[] bytes) => bytes.CopyTo(changed, table.Place(part)!.Value.Offset);
}
