using System.Diagnostics.CodeAnalysis;

namespace Kallsyms.Tokens;

/// <summary>Spells names with the tokens of any table, each with the minimum number of codes.</summary>
sealed class TokenEncoder
{
    // Enough work for one core to be worth distributing.
    const int PartNames = 8192;

    readonly TokenTable _table;
    readonly TokenAutomaton _automaton;

    /// <summary>Prepares a table. Empty tokens are not used; of equal ones, only the one with the lowest code is.</summary>
    public TokenEncoder(TokenTable table)
    {
        _table = table;
        _automaton = new(table);
    }

    /// <summary>Encodes all names.</summary>
    /// <exception cref="KallsymsException">The tokens cannot spell a name.</exception>
    public CompressedNames Encode(NameList names) => TryEncode(names, out CompressedNames? encoded, out int failed)
        ? encoded
        : throw new KallsymsException(ErrorKind.Negative, $"the tokens cannot spell name {failed}: a byte in it has no token");

    /// <summary>Encodes all names, or returns false with the index of the first name that the tokens cannot spell.</summary>
    public bool TryEncode(NameList names, [NotNullWhen(true)] out CompressedNames? encoded, out int failed)
    {
        int[] offsets = new int[names.Count + 1];
        byte[][] parts = new byte[(names.Count + PartNames - 1) / PartNames][];
        int[] failures = new int[parts.Length];
        Parallel.For(0, parts.Length, part =>
        {
            int start = part * PartNames;
            int stop = Math.Min(names.Count, start + PartNames);
            parts[part] = _automaton.Encode(names, start, stop, offsets, out failures[part]);
        });

        encoded = null;
        failed = failures.FirstOrDefault(index => index >= 0, -1);
        if (failed >= 0)
            return false;
        byte[] codes = new byte[parts.Sum(part => part.Length)];
        int end = 0;
        for (int part = 0; part < parts.Length; part++)
        {
            parts[part].CopyTo(codes.AsSpan(end));
            int stop = Math.Min(names.Count, (part + 1) * PartNames);
            for (int index = part * PartNames; index < stop; index++)
                offsets[index + 1] += end;
            end += parts[part].Length;
        }
        encoded = new(_table, codes, offsets);
        return true;
    }
}
