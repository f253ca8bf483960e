namespace Kallsyms.Demangling;

/// <summary>Writes the parts of a C++ name.</summary>
/// <param name="text">Where to.</param>
sealed class ItaniumWriter(DemangledText text)
{
    // References to template arguments that come later may go round in circles.
    const int MostNesting = 1000;

    int _nesting;

    /// <summary>Which element of the argument packs is written; negative: none yet.</summary>
    public int PackIndex { get; set; } = -1;

    /// <summary>How many elements the pack has that is expanded; negative: none was met.</summary>
    public int PackCount { get; set; } = -1;

    /// <summary>The last character.</summary>
    public char Last => text.Last;

    /// <summary>How much was written.</summary>
    public int Length => text.Length;

    /// <summary>Too much was written; what follows is not.</summary>
    public bool IsTooLarge => text.IsTooLarge;

    /// <summary>Begins a part; false: it is too much.</summary>
    public bool Enter()
    {
        if (++_nesting > MostNesting)
            text.GiveUp();
        return text.Step();
    }

    /// <summary>Ends it.</summary>
    public void Leave() => _nesting--;

    /// <summary>Adds text.</summary>
    public void Add(string piece) => text.Add(piece);

    /// <summary>Takes back what was written since.</summary>
    public void CutTo(int length) => text.CutTo(length);

    /// <summary>Parts with commas between; what writes nothing (an empty pack) has none.</summary>
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
