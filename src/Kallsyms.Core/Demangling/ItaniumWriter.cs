namespace Kallsyms.Demangling;

/// <summary>Writes the parts of a C++ name.</summary>
/// <param name="text">The text to write to.</param>
sealed class ItaniumWriter(DemangledText text)
{
    // References to later template arguments may form cycles.
    const int MostNesting = 1000;

    int _nesting;

    /// <summary>The index of the element of argument packs to write; negative outside of an expansion.</summary>
    public int PackIndex { get; set; } = -1;

    /// <summary>The number of elements in the pack being expanded; negative if none was found.</summary>
    public int PackCount { get; set; } = -1;

    /// <summary>The last character.</summary>
    public char Last => text.Last;

    /// <summary>The number of characters written.</summary>
    public int Length => text.Length;

    /// <summary>Whether too much was written, so that further text is dropped.</summary>
    public bool IsTooLarge => text.IsTooLarge;

    /// <summary>Enters a part; returns false if that is too much.</summary>
    public bool Enter()
    {
        if (++_nesting > MostNesting)
            text.GiveUp();
        return text.Step();
    }

    /// <summary>Leaves a part.</summary>
    public void Leave() => _nesting--;

    /// <summary>Appends a text.</summary>
    public void Add(string piece) => text.Add(piece);

    /// <summary>Truncates the text to an earlier length.</summary>
    public void CutTo(int length) => text.CutTo(length);

    /// <summary>Writes parts separated by commas, skipping those that write nothing (an empty pack).</summary>
    public void AddList(IReadOnlyList<ItaniumNode> parts)
    {
        bool isFirst = true;
        foreach (ItaniumNode part in parts)
        {
            if (IsTooLarge)
                return;
            int before = Length;
            Add(isFirst ? "" : ", ");
            int start = Length;
            part.Write(this);
            if (Length == start)
                CutTo(before);
            else
                isFirst = false;
        }
    }
}
