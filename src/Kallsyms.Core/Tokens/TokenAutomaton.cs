using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kallsyms.Tokens;

/// <summary>
/// Finds all tokens in a name in one step per byte (Aho and Corasick, 1975): a state is the longest suffix of the input that is a
/// prefix of a token. The minimum number of codes up to each byte follows from the tokens that end there.
/// </summary>
sealed class TokenAutomaton
{
    const int Impossible = int.MaxValue / 2;

    // Bytes that occur in tokens, numbered from 1; 0 stands for any other.
    readonly int[] _letters = new int[TokenTable.Size];
    readonly int _letterCount = 1;
    readonly ushort[] _next;

    // The longest token that ends in a state, and for each token the next shorter one that ends there: code + 1, or 0 for none.
    readonly ushort[] _longest;
    readonly ushort[] _shorter = new ushort[TokenTable.Size + 1];
    readonly int[] _lengths = new int[TokenTable.Size + 1];

    /// <summary>Builds the states for all non-empty tokens.</summary>
    public TokenAutomaton(TokenTable table)
    {
        int states = 1;
        for (int code = 0; code < TokenTable.Size; code++)
        {
            foreach (byte value in table[code])
            {
                if (_letters[value] == 0)
                    _letters[value] = _letterCount++;
            }
            states += table[code].Length;
        }
        if (states > ushort.MaxValue)
            throw new KallsymsException(ErrorKind.Negative, $"token table of {table.ByteLength} bytes; its index reaches 65535");

        _next = new ushort[states * _letterCount];
        _longest = new ushort[states];
        states = 1;
        for (int code = 0; code < TokenTable.Size; code++)
        {
            int state = 0;
            foreach (byte value in table[code])
            {
                ref ushort next = ref _next[state * _letterCount + _letters[value]];
                if (next == 0)
                    next = (ushort)states++;
                state = next;
            }
            _lengths[code + 1] = table[code].Length;
            if (state != 0 && _longest[state] == 0)
                _longest[state] = (ushort)(code + 1);
        }
        Link(states);
    }

    /// <summary>
    /// Encodes the names from index <paramref name="start"/> up to <paramref name="stop"/>. Their ends in the result go to
    /// <paramref name="offsets"/>, one index further; <paramref name="failed"/> is the first that cannot be spelt, or -1.
    /// </summary>
    public byte[] Encode(NameList names, int start, int stop, int[] offsets, out int failed)
    {
        byte[] codes = new byte[names.Offsets[stop] - names.Offsets[start]];
        int[] costs = new int[64];
        ushort[] tokens = new ushort[64];
        int end = 0;
        failed = -1;
        for (int index = start; index < stop; index++)
        {
            ReadOnlySpan<byte> name = names[index];
            if (name.Length >= costs.Length)
            {
                costs = new int[name.Length * 2];
                tokens = new ushort[costs.Length];
            }
            Spell(name, costs, tokens);
            if (costs[name.Length] >= Impossible)
            {
                failed = index;
                break;
            }
            for (int at = name.Length; at > 0; at -= _lengths[tokens[at]])
                codes[end + costs[at] - 1] = (byte)(tokens[at] - 1);
            end += costs[name.Length];
            offsets[index + 1] = end;
        }
        return codes[..end];
    }

    // The minimum number of codes up to each byte, and the last token of such a spelling.
    void Spell(ReadOnlySpan<byte> name, int[] costs, ushort[] tokens)
    {
        ref int cost = ref MemoryMarshal.GetArrayDataReference(costs);
        ref ushort shorter = ref MemoryMarshal.GetArrayDataReference(_shorter);
        ref int lengths = ref MemoryMarshal.GetArrayDataReference(_lengths);
        int state = 0;
        for (int at = 1; at <= name.Length; at++)
        {
            state = _next[state * _letterCount + _letters[name[at - 1]]];
            int least = Impossible;
            int last = 0;
            for (int token = _longest[state]; token != 0; token = Unsafe.Add(ref shorter, token))
            {
                int before = Unsafe.Add(ref cost, at - Unsafe.Add(ref lengths, token)) + 1;
                if (before < least)
                {
                    least = before;
                    last = token;
                }
            }
            costs[at] = least;
            tokens[at] = (ushort)last;
        }
    }

    // Level by level: a state without a transition for a byte goes where its longest proper suffix goes.
    void Link(int states)
    {
        ushort[] ends = new ushort[states];
        Queue<int> queue = new([0]);
        while (queue.TryDequeue(out int state))
        {
            for (int letter = 1; letter < _letterCount; letter++)
            {
                ref ushort next = ref _next[state * _letterCount + letter];
                int fallback = state == 0 ? 0 : _next[ends[state] * _letterCount + letter];
                if (next == 0)
                {
                    next = (ushort)fallback;
                    continue;
                }
                ends[next] = (ushort)fallback;
                if (_longest[next] != 0)
                    _shorter[_longest[next]] = _longest[fallback];
                else
                    _longest[next] = _longest[fallback];
                queue.Enqueue(next);
            }
        }
    }
}
