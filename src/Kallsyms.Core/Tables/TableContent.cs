using System.Text;
using Kallsyms.Symbols;
using Kallsyms.Tokens;

namespace Kallsyms.Tables;

/// <summary>Whether a table's names, tokens, markers and index are those that its encoder makes of its symbols.</summary>
public enum ContentState
{
    /// <summary>The kernel's own encoder makes the same bytes of these names.</summary>
    Consistent,

    /// <summary>It makes other bytes in a few places: damage, or a table that was changed by hand.</summary>
    Damaged,

    /// <summary>It makes other bytes altogether: another encoder, of which nothing is known. Nothing is proved.</summary>
    OtherEncoder,

    /// <summary>There is nothing to encode: names are stored as they are.</summary>
    Unchecked,
}

/// <summary>
/// The strongest check of a table's content that needs nothing but the table. The kernel's encoder is deterministic: names that were
/// decoded, trained on and encoded again give the bytes they were decoded from, unless something is wrong with either. Addresses are
/// not part of it.
/// </summary>
/// <param name="State">What it came to.</param>
/// <param name="Evidence">What was found, for people.</param>
public sealed record TableContent(ContentState State, string Evidence)
{
    // Another encoder chooses other tokens. One name that was changed can change the order in which the kernel's own chooses them, and with
    // it how any name is spelt, but hardly which tokens there are.
    const int SharedTokens = TokenTable.Size * 7 / 8;

    /// <summary>
    /// The first byte of the names sub-table that is not what the encoder would write; null: all are, or nothing was compared.
    /// </summary>
    public int? Offset { get; private init; }

    /// <summary>Decodes, trains and encodes.</summary>
    /// <param name="spec">The form.</param>
    /// <param name="bytes">The sub-tables.</param>
    /// <param name="symbols">What they say.</param>
    /// <exception cref="KallsymsException">The table is damaged so that it cannot be decoded.</exception>
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
        // The tool of 2.6.10 to 2.6.13 chose tokens in another way, and wrote absolute addresses.
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

    // How many tokens both have, whatever their codes are.
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

    // Codes may have other numbers and stand for the same: what counts is where a name is cut into tokens.
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
