namespace Kallsyms.Tokens;

/// <summary>Tells lists of names apart by which names they have and how often, in whatever order; good enough for a guess.</summary>
/// <param name="Count">Number of names.</param>
/// <param name="Sum">The sum of their hashes.</param>
readonly record struct NamesFingerprint(int Count, ulong Sum)
{
    // No kernel's reader takes more.
    const int MaxName = 1 << 14;

    /// <summary>The fingerprint of names, each behind its type letter.</summary>
    public static NamesFingerprint Of(NameList names)
    {
        ulong sum = 0;
        for (int i = 0; i < names.Count; i++)
            sum += NameHash.Of(names[i]);
        return new(names.Count, sum);
    }

    /// <summary>The same of names as they are stored; null when one of them is longer than any name.</summary>
    public static NamesFingerprint? Of(CompressedNames names)
    {
        ulong sum = 0;
        Span<byte> name = stackalloc byte[MaxName];
        for (int i = 0; i < names.Count; i++)
        {
            int length = 0;
            foreach (byte code in names[i])
            {
                ReadOnlySpan<byte> token = names.Tokens[code];
                if (!token.TryCopyTo(name[length..]))
                    return null;
                length += token.Length;
            }
            sum += NameHash.Of(name[..length]);
        }
        return new(names.Count, sum);
    }
}
