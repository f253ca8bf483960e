namespace Kallsyms.Tokens;

/// <summary>
/// The substrings of a sample that occur often enough to be worth a token, as a tree: the parent of a candidate is its longest proper
/// prefix that is a candidate. Candidate 0 is the root and not a string. Numbers depend on the names, not on their order.
/// </summary>
sealed class TokenCandidates
{
    /// <summary>The maximum length of a candidate in bytes, so that a mask of lengths fits 32 bits.</summary>
    public const int MostLength = 31;

    // A string that saves less than one byte in this many, at one code instead of its bytes, is never among the best 200.
    const int Worth = 1500;

    readonly List<Node> _tree = [default];
    readonly int[] _places;

    /// <summary>Collects the candidates of <paramref name="names"/>, which start at offset 0.</summary>
    public TokenCandidates(NameList names)
    {
        Names = names;
        LongestAt = new int[names.Buffer.Length];
        int least = Math.Max(2, names.Buffer.Length / Worth);
        Grow(Math.Max(2, least / (MostLength - 1)));

        // Keep what is worth a token, except what nearly always continues with the same byte: the longer string is better then.
        int[] mostInChild = new int[_tree.Count];
        foreach (Node node in _tree)
            mostInChild[node.Parent] = Math.Max(mostInChild[node.Parent], node.Count);
        int[] numbers = new int[_tree.Count];
        List<int> kept = [0];
        for (int node = 1; node < _tree.Count; node++)
        {
            (int parent, int length, int count) = _tree[node];
            bool keep = (long)count * (length - 1) >= least && mostInChild[node] * 20L < count * 19L;
            numbers[node] = keep ? kept.Count : numbers[parent];
            if (keep)
                kept.Add(node);
        }
        Parents = kept.Select(node => numbers[_tree[node].Parent]).ToArray();
        Lengths = kept.Select(node => (byte)_tree[node].Length).ToArray();
        _tree.Clear();

        // Where each candidate, or else one that starts with it, is the longest.
        _places = new int[kept.Count];
        for (int at = 0; at < LongestAt.Length; at++)
        {
            LongestAt[at] = numbers[LongestAt[at]];
            _places[LongestAt[at]] = at;
        }
        for (int candidate = Count - 1; candidate > 0; candidate--)
            _places[Parents[candidate]] = _places[candidate];
    }

    /// <summary>The sample.</summary>
    public NameList Names { get; }

    /// <summary>The number of candidates, including the root.</summary>
    public int Count => Parents.Length;

    /// <summary>The parent of each candidate, which always has a lower number.</summary>
    public int[] Parents { get; }

    /// <summary>The length of each candidate in bytes: 2..<see cref="MostLength"/>, 0 for the root.</summary>
    public byte[] Lengths { get; }

    /// <summary>
    /// For each byte of the sample, the longest candidate that starts there, or 0; the others that start there are its ancestors.
    /// </summary>
    public int[] LongestAt { get; }

    /// <summary>The bytes of a candidate.</summary>
    public ReadOnlySpan<byte> this[int candidate] => Names.Buffer.AsSpan(_places[candidate], Lengths[candidate]);

    // One level per length: every place in the sample whose next bytes are frequent, with the node for these bytes.
    void Grow(int leastCount)
    {
        ReadOnlySpan<byte> text = Names.Buffer;
        int[] letters = Letters(text, out int letterCount);
        int[] ends = new int[text.Length];
        for (int index = 0; index < Names.Count; index++)
            ends.AsSpan(Names.Offsets[index]..Names.Offsets[index + 1]).Fill(Names.Offsets[index + 1]);

        int[] places = Enumerable.Range(0, text.Length).ToArray();
        int[] nodes = new int[text.Length];
        for (int at = 0; at < text.Length; at++)
            nodes[at] = letters[text[at]];
        int alive = text.Length;
        int[] level = new int[letterCount];
        for (int length = 2; length <= MostLength && alive > 0; length++)
        {
            int[] children = new int[level.Length * letterCount];
            int left = 0;
            for (int at = 0; at < alive; at++)
            {
                int last = places[at] + length - 1;
                if (last >= ends[places[at]])
                    continue;
                int child = nodes[at] * letterCount + letters[text[last]];
                children[child]++;
                places[left] = places[at];
                nodes[left++] = child;
            }

            List<int> next = [];
            for (int child = 0; child < children.Length; child++)
            {
                int count = children[child];
                children[child] = -1;
                if (count < leastCount)
                    continue;
                children[child] = next.Count;
                next.Add(_tree.Count);
                _tree.Add(new(level[child / letterCount], length, count));
            }
            level = [.. next];

            alive = 0;
            for (int at = 0; at < left; at++)
            {
                int node = children[nodes[at]];
                if (node < 0)
                    continue;
                LongestAt[places[at]] = level[node];
                places[alive] = places[at];
                nodes[alive++] = node;
            }
        }
    }

    // Numbers the bytes in use without gaps, by value.
    static int[] Letters(ReadOnlySpan<byte> text, out int count)
    {
        int[] letters = new int[TokenTable.Size];
        foreach (byte value in text)
            letters[value] = 1;
        count = 0;
        for (int value = 0; value < TokenTable.Size; value++)
            letters[value] = letters[value] == 0 ? -1 : count++;
        return letters;
    }

    readonly record struct Node(int Parent, int Length, int Count);
}
