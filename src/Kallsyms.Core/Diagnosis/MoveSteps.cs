using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>What may lie between two neighbours that moved by different distances.</summary>
enum StepCause
{
    /// <summary>Nothing that differs between passes of one build.</summary>
    None,

    /// <summary>A symbol that only one list has.</summary>
    LoneSymbol,

    /// <summary>A part of the table.</summary>
    Table,

    /// <summary>The start of a section, which may be preceded by padding.</summary>
    SectionStart,

    /// <summary>Padding within a section: in both lists, the later neighbour has a larger alignment than the step.</summary>
    Padding,

    /// <summary>A function whose length changed by a few instructions.</summary>
    Code,
}

/// <summary>A place where the distance that symbols moved changes.</summary>
/// <param name="Previous">The index in the earlier list of the last symbol before it, or -1 at the start.</param>
/// <param name="At">The index of the first symbol after it.</param>
/// <param name="From">The distance before it.</param>
/// <param name="To">The distance after it.</param>
/// <param name="Cause">What may lie between.</param>
readonly record struct MoveStep(int Previous, int At, long From, long To, StepCause Cause)
{
    /// <summary>The change of distance.</summary>
    public long Size => To - From;
}

/// <summary>
/// How distances change from symbol to symbol. Passes of one build move symbols in steps that each have a cause. Steps without one show
/// another influence, and then no verdict about layout can be certain.
/// </summary>
sealed class MoveSteps
{
    const ulong MostCode = 256;

    readonly List<MoveStep> _steps = [];

    /// <summary>All steps, in the order of the earlier list.</summary>
    public IReadOnlyList<MoveStep> All => _steps;

    /// <summary>Whether code only grows or only shrinks, as under relaxation.</summary>
    public bool CodeOneWay { get; private set; }

    /// <summary>Limits the confidence of a verdict that is about some of these causes only.</summary>
    public Confidence AtMost(Confidence confidence, params ReadOnlySpan<StepCause> causes)
    {
        int strange = 0;
        foreach (MoveStep step in _steps)
            strange += step.Cause == StepCause.None || step.Cause == StepCause.Code && !causes.Contains(StepCause.Code) ? 1 : 0;
        Confidence most = strange == 0 ? Confidence.Proven : strange * 4 <= _steps.Count ? Confidence.Likely : Confidence.Possible;
        return (Confidence)Math.Min((int)confidence, (int)most);
    }

    /// <summary>Whether most steps have no cause that belongs to a build.</summary>
    public bool AreStrange =>
        _steps.Count(step => step.Cause == StepCause.None || step.Cause == StepCause.Code && !CodeOneWay) * 2 > _steps.Count;

    public static MoveSteps Find(SymbolDiff diff)
    {
        var steps = new MoveSteps();
        (SymbolList before, SymbolList after) = (diff.Before, diff.After);
        int previous = -1;
        int partner = -1;
        long delta = 0;
        bool lone = false;
        for (int i = 0; i < before.Count; i++)
        {
            int j = diff.Later(i);
            lone |= j < 0;
            // A reordered symbol moved for that reason.
            if (j < 0 || before.IsUndefined(i) || after.IsUndefined(j) || j < partner)
                continue;
            long moved = (long)(after.Addresses[j] - before.Addresses[i]);
            if (moved != delta)
            {
                for (int k = partner + 1; k < j && !lone; k++)
                    lone = diff.Pairing.LeftOf[k] < 0;
                StepCause cause = lone ? StepCause.LoneSymbol : CauseOf(diff, previous, i, j, moved - delta);
                steps._steps.Add(new(previous, i, delta, moved, cause));
            }
            (previous, partner, delta, lone) = (i, j, moved, false);
        }
        long[] code = steps._steps.Where(step => step.Cause == StepCause.Code).Select(step => step.Size).ToArray();
        steps.CodeOneWay = code.All(size => size > 0) || code.All(size => size < 0);
        return steps;
    }

    static StepCause CauseOf(SymbolDiff diff, int previous, int at, int later, long size)
    {
        SymbolList before = diff.Before;
        if (NameKinds.IsOwnLabel(before.Name(at), before.Types[at])
            || previous >= 0 && NameKinds.IsOwnLabel(before.Name(previous), before.Types[previous]))
        {
            return StepCause.Table;
        }
        if (previous < 0 || IsMarker(before, at) || IsMarker(before, previous) || !SameKind(before.Types[previous], before.Types[at]))
            return StepCause.SectionStart;
        ulong both = before.Addresses[at] | diff.After.Addresses[later];
        if (Magnitude(size) < AddressBits.Alignment(both))
            return StepCause.Padding;
        return IsCode(before, previous) && IsCode(before, at) && Magnitude(size) <= MostCode && size % 2 == 0 ? StepCause.Code
            : StepCause.None;
    }

    /// <summary>Returns the distance without its sign. Unlike with Math.Abs, every result can be represented.</summary>
    public static ulong Magnitude(long distance) => distance < 0 ? 0 - (ulong)distance : (ulong)distance;

    static bool IsCode(SymbolList list, int index) => TypeLetter.IsFunction(list.Types[index]);

    static bool SameKind(byte left, byte right) =>
        TypeLetter.IsFunction(left) && TypeLetter.IsFunction(right) || (left | 0x20) == (right | 0x20);

    // Functions have names like that too, but not at section starts.
    static bool IsMarker(SymbolList list, int index) =>
        char.IsAsciiLetterUpper((char)list.Types[index]) && LinkerLabel.IsLikely(list.Name(index));
}
