using System.Text;
using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>Whether the encoder reproduces a table's names, tokens, markers and index from its symbols.</summary>
public enum ContentState
{
    /// <summary>The kernel's own encoder produces the same bytes.</summary>
    Consistent,

    /// <summary>It produces other bytes in a few places: the table is damaged or was edited by hand.</summary>
    Damaged,

    /// <summary>It produces entirely different bytes: an unknown encoder was used, and nothing is proved.</summary>
    OtherEncoder,

    /// <summary>There is nothing to encode: names are stored uncompressed.</summary>
    Unchecked,
}

/// <summary>
/// The strongest check of a table's content that needs nothing but the table. The kernel's encoder is deterministic: decoding the
/// names, then training and encoding again, reproduces the original bytes unless either is wrong. Addresses are not covered.
/// </summary>
/// <param name="State">The outcome.</param>
/// <param name="Evidence">What was found, for people.</param>
public sealed record TableContent(ContentState State, string Evidence)
{
    // Another encoder chooses other tokens. One edited name can change the order in which the kernel's encoder chooses them, and so how
    // any name is spelt, but hardly the set of tokens.
    const int SharedTokens = TokenTable.Size * 7 / 8;

    /// <summary>
    /// The offset of the first byte of the names sub-table that the encoder would write differently; null if all match or nothing was
    /// compared.
    /// </summary>
    public int? Offset { get; private init; }

    /// <summary>Decodes, trains and encodes again, then compares.</summary>
    /// <param name="spec">The form of the table.</param>
    /// <param name="bytes">The sub-tables.</param>
    /// <param name="symbols">The decoded symbols.</param>
    /// <exception cref="KallsymsException">The table is too damaged to decode.</exception>
    internal static TableContent Check(TableSpec spec, TableBytes bytes, SymbolList symbols)
    {
        if (!bytes.Has(SubTable.TokenTable))
            return new(ContentState.Unchecked, "names are stored as they are, without tokens");
        if (symbols.Count == 0)
            return new(ContentState.Unchecked, "the table is empty");
        if (spec.TableFormat.HasNameIndex && IndexError(bytes, symbols) is { } error)
            return new(ContentState.Damaged, error);
        CompressedNames stored = TableReader.ReadCodes(spec, bytes);
        NameList names = NameStream.List(symbols);
        TableContent content = Compare(spec, stored, PairCompressor.Compress(names), symbols);
        // The tool of 2.6.10 to 2.6.13 chose tokens differently, and wrote absolute addresses.
        if (content.State == ContentState.OtherEncoder && spec.Encoding == AddressEncoding.Absolute
            && Compare(spec, stored, SampledCompressor.Compress(names), symbols) is { State: ContentState.Consistent } early)
        {
            return early;
        }
        return content;
    }

    static string? IndexError(TableBytes bytes, SymbolList symbols)
    {
        int[] seqs = TableReader.ReadSeqs(bytes, symbols.Count);
        string? first = null;
        foreach (LtoSuffix suffix in Enum.GetValues<LtoSuffix>())
        {
            if (TableVerifier.CheckSeqs(symbols, seqs, suffix) is not { } error)
                return null;
            first ??= error;
        }
        return first;
    }

    static TableContent Compare(TableSpec spec, CompressedNames stored, CompressedNames expected, SymbolList symbols)
    {
        int tokens = 0;
        int? token = null;
        for (int code = 0; code < TokenTable.Size; code++)
        {
            if (stored.Tokens[code].SequenceEqual(expected.Tokens[code]))
                continue;
            token ??= code;
            tokens++;
        }
        int names = 0;
        int? first = null;
        for (int i = 0; i < stored.Count; i++)
        {
            if (tokens == 0 && stored[i].SequenceEqual(expected[i]) || Spells(stored, expected, i))
                continue;
            first ??= i;
            names++;
        }
        if (tokens == 0 && names == 0)
            return new(ContentState.Consistent, $"trained and encoded again, {Quantity.Of(stored.Count, "name")} and 256 tokens give "
                + "the same bytes");
        string where = first is int index
            ? $", the first is {symbols.NameText(index)} at {SubTable.Names.Label()}+0x{OffsetOf(spec, stored, index):x}" : "";
        string differ = $"encoded again, {names} of {Quantity.Of(stored.Count, "name")} and {tokens} of 256 tokens come "
            + $"out otherwise{where}";
        bool few = Shared(stored.Tokens, expected.Tokens) >= SharedTokens;
        return new(few ? ContentState.Damaged : ContentState.OtherEncoder, few
            ? $"{differ}: damage, or names that were changed by hand"
            : $"{differ}: another encoder than the kernel's")
        {
            Offset = few && first is int at ? OffsetOf(spec, stored, at) : null,
        };
    }

    // The number of tokens that both have, whatever their codes.
    static int Shared(TokenTable stored, TokenTable expected)
    {
        var known = new HashSet<string>();
        for (int code = 0; code < TokenTable.Size; code++)
            known.Add(Encoding.Latin1.GetString(expected[code]));
        int shared = 0;
        for (int code = 0; code < TokenTable.Size; code++)
            shared += known.Contains(Encoding.Latin1.GetString(stored[code])) ? 1 : 0;
        return shared;
    }

    // Codes may be numbered differently and mean the same: what counts is where a name is cut into tokens.
    static bool Spells(CompressedNames stored, CompressedNames expected, int index)
    {
        ReadOnlySpan<byte> left = stored[index];
        ReadOnlySpan<byte> right = expected[index];
        if (left.Length != right.Length)
            return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (!stored.Tokens[left[i]].SequenceEqual(expected.Tokens[right[i]]))
                return false;
        }
        return true;
    }

    static int OffsetOf(TableSpec spec, CompressedNames stored, int index)
    {
        int at = stored.Offsets[index] - stored.Offsets[0];
        for (int i = 0; i < index; i++)
            at += spec.TableFormat.TwoByteLengths && stored[i].Length > 0x7f ? 2 : 1;
        return at;
    }
}
