namespace Kallsyms.Tokens;

/// <summary>
/// Compresses names into fewer bytes than the kernel's own tool, for the same readers: tokens are chosen for what they save instead of
/// being built pair by pair, and every name is spelt with as few codes as the tokens allow.
/// </summary>
static class BestCompressor
{
    /// <summary>Learns a dictionary on <paramref name="names"/> and encodes them with it.</summary>
    public static CompressedNames Compress(NameList names) => new TokenEncoder(Learn(names)).Encode(names);

    /// <summary>
    /// Learns a dictionary. It depends on the set of names and their frequencies, not on their order. Every byte value in use is a
    /// token of its own at its own code, as in the kernel's own tables, where finders look for digits and letters.
    /// </summary>
    public static TokenTable Learn(NameList names)
    {
        byte[][] tokens = new byte[TokenTable.Size][];
        foreach (byte value in names.Buffer.AsSpan(names.Offsets[0]..names.Offsets[^1]))
            tokens[value] ??= [value];
        int free = tokens.Count(token => token is null);
        int code = 0;
        foreach (byte[] token in new TokenLearner(NameSample.Take(names), free).Learn())
        {
            code = Array.IndexOf(tokens, null, code);
            tokens[code] = token;
        }
        for (; code < TokenTable.Size; code++)
            tokens[code] ??= [];
        return new(tokens);
    }
}
