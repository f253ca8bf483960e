namespace Kallsyms.Linking.Estimate;

/// <summary>Determines which labels a linker script defines, and their types.</summary>
/// <param name="script">The script.</param>
/// <param name="inputs">Tells which names are still wanted.</param>
/// <param name="placement">The output sections, with all input placed.</param>
/// <param name="dropped">The sections that will not be in the image.</param>
/// <param name="isLld">Whether the linker is ld.lld rather than GNU ld.</param>
/// <param name="inheritsExecute">Whether this linker makes a section with only labels executable if the one before it is.</param>
/// <param name="symbols">The objects' symbols, to which the labels are added.</param>
sealed class ScriptLabels(
    LinkerScript script, InputObjects inputs, SectionPlacement placement, DroppedSections dropped, bool isLld, Lazy<bool> inheritsExecute,
    ImageSymbols symbols)
{
    readonly HashSet<string> _unplaced = [];
    readonly HashSet<NameSlice> _provided = [];
    readonly OutputSection?[] _nextKept = new OutputSection?[script.Statements.Count];
    readonly (OutputSection? Section, ulong Alignment)[] _nextAtDot = new (OutputSection?, ulong)[script.Statements.Count];

    /// <summary>Adds all labels to the symbols.</summary>
    public void Collect()
    {
        if (isLld)
            KeepEmptySections();
        FindNextKept();
        // A label may be an alias for one defined later: GNU ld's result for it is known only after a first pass over all.
        for (int i = 0; i < 2; i++)
            DefineLabels();
    }

    // ld.lld keeps sections without input that assign something, or that an expression names (LinkerScript.cpp, isDiscardable).
    void KeepEmptySections()
    {
        OutputSection? previous = null;
        foreach (ScriptSection section in script.Statements.OfType<ScriptSection>().Where(section => section.Name != LinkerScript.Discard))
        {
            OutputSection output = placement.Of(section);
            if (section.IsAtItself || section.Items.Any(item => item is ScriptInnerLabel))
                output.Inherit(previous, inheritsExecute);
            if (output is { IsKept: true, InMemory: true })
                previous = output;
        }
    }

    void DefineLabels()
    {
        OutputSection? previous = null;
        _unplaced.UnionWith(isLld ? [] : script.Statements.OfType<ScriptLabel>()
            .Where(label => ScriptExpression.IsAlignment(label.Assignment.Expression)).Select(label => label.Assignment.Name));
        // The alignment of the location counter, if it was moved since the section before.
        ulong? aligned = null;
        for (int i = 0; i < script.Statements.Count; i++)
        {
            switch (script.Statements[i])
            {
                case ScriptSection section when section.Name != LinkerScript.Discard:
                    OutputSection output = placement.Of(section);
                    bool takesRoom = output.IsKept && placement.LengthOf(section) > 0;
                    CollectInnerLabels(
                        section, output, output.IsKept ? output : dropped.HomeOf(output),
                        takesRoom ? null : AddressOfDot(previous, aligned, i));
                    if (output is { IsKept: true, InMemory: true })
                        previous = output;
                    aligned = !isLld && output.IsOnlyAligned ? aligned ?? 1 : output.IsKept ? null : aligned;
                    break;
                case ScriptLabel { Assignment: { Name: "." } move }:
                    aligned = ScriptExpression.Alignment(move.Expression) is ulong alignment ? Math.Max(aligned ?? 1, alignment) : 1;
                    break;
                case ScriptLabel label:
                    OutputSection? home = Home(previous, aligned is not null, i);
                    if (home != previous && !isLld)
                        _unplaced.Add(label.Assignment.Name);
                    else
                        _unplaced.Remove(label.Assignment.Name);
                    bool isNumber = !isLld && HasSymbols(label.Assignment.Expression);
                    ulong? own = ScriptExpression.Alignment(label.Assignment.Expression) is > 1 and var boundary
                        ? Math.Max(aligned ?? 1, boundary) : aligned;
                    Define(label.Assignment, isNumber ? null : home, AddressOfDot(previous, own, i));
                    break;
            }
        }
    }

    // After the location counter moves, the next section starts, unless it moves on before that. A boundary is as likely as not also one of
    // twice the distance.
    ulong AddressOfDot(OutputSection? previous, ulong? aligned, int statement) =>
        _nextAtDot[statement] is { Section: { } next, Alignment: var alignment } && alignment <= 2 * aligned ? ImageSymbols.Address(next, -1)
        : previous is null ? 0
        : ImageSymbols.Address(previous, ImageSymbols.End);

    // All labels of a section that has only labels are at one address.
    void CollectInnerLabels(ScriptSection section, OutputSection output, OutputSection? home, ulong? together)
    {
        int length = placement.LengthOf(section);
        bool behind = false;
        for (int i = 0; i < section.Items.Count; i++)
        {
            if (section.Items[i] is ScriptPattern)
                behind = true;
            else if (section.Items[i] is ScriptInnerLabel { Assignment: { Name: not "." } assignment })
                Define(assignment, home, together ?? ImageSymbols.Address(output, i >= length ? ImageSymbols.End : behind ? i : -1));
        }
    }

    // A label belongs to the section before it, unless the location counter was advanced for the next one. If that one is dropped, the
    // one after it takes its place, but not if that one has contents and follows a section without room in the file. One that is only
    // aligned takes none.
    OutputSection? Home(OutputSection? previous, bool dotMoved, int statement)
    {
        if (previous is not null && (!dotMoved || isLld))
            return previous;
        ScriptSection? following = script.Statements.Skip(statement).OfType<ScriptSection>()
            .FirstOrDefault(section => section.Name != LinkerScript.Discard);
        OutputSection? next = _nextKept[statement];
        if (following is not null && placement.Of(following).IsOnlyAligned)
            return previous;
        bool dropped = following is null || placement.Of(following) != next;
        return next is null || dropped && previous is { HasContents: false } && next.HasContents ? previous : next;
    }

    // Outside of output sections GNU ld treats an expression with a symbol as a number.
    bool HasSymbols(string expression) => !expression.Contains("ADDR", StringComparison.Ordinal)
        && ScriptExpression.Words(expression).Any(word => word != "." && symbols.Find(NameSlice.Encode(word)) is not null)
        && !ScriptExpression.Words(expression).Contains(".");

    // For each statement the next one behind it whose section is in the image and in memory, and the next that lies where the location
    // counter is, with the largest alignment up to there: one at an address of its own (per-cpu symbols, at 0) does not.
    void FindNextKept()
    {
        (OutputSection? kept, OutputSection? atDot, ulong alignment) = (null, null, 0);
        for (int i = _nextKept.Length - 1; i >= 0; i--)
        {
            (_nextKept[i], _nextAtDot[i]) = (kept, (atDot, alignment));
            if (script.Statements[i] is ScriptLabel { Assignment: { Name: "." } move })
                alignment = Math.Max(alignment, ScriptExpression.Alignment(move.Expression) ?? ulong.MaxValue);
            if (script.Statements[i] is not ScriptSection section || section.Name == LinkerScript.Discard
                || placement.Of(section) is not { IsKept: true, InMemory: true } next)
            {
                continue;
            }
            kept = next;
            (atDot, alignment) = section.IsAtZero ? (atDot, alignment) : (next, 0);
        }
    }

    void Define(ScriptAssignment assignment, OutputSection? home, ulong address)
    {
        NameSlice name = NameSlice.Encode(assignment.Name);
        if (assignment.OnlyIfWanted && !_provided.Contains(name))
        {
            if (!inputs.IsWanted(name) || symbols.Find(name) is not null)
                return;
            _provided.Add(name);
        }
        string expression = assignment.Expression;
        // A lone symbol name makes an alias for it, with its type.
        if (symbols.Find(NameSlice.Encode(expression)) is var (type, place))
        {
            // GNU ld assigns a section late to a label that comes later or is that of the following section: an alias for it has none.
            symbols.Set(name, _unplaced.Contains(expression) ? (byte)'A' : type, place);
            return;
        }
        symbols.Set(name, SectionLetter(expression, home) ?? (byte)'A', address);
    }

    // The letter of the section that an expression's address is in, or null for a number: an added address counts, a subtracted one
    // cancels one.
    byte? SectionLetter(string expression, OutputSection? home)
    {
        // GNU ld treats the whole as a number, ld.lld only the part in parentheses.
        for (int absolute; (absolute = expression.IndexOf("ABSOLUTE", StringComparison.Ordinal)) >= 0;)
        {
            int close = isLld ? expression.IndexOf(')', absolute) : -1;
            if (close < 0)
                return null;
            expression = expression[(close + 1)..];
        }
        int balance = 0;
        int sign = 1;
        byte letter = home is null ? (byte)'A' : ImageSymbols.Upper(home.Letter);
        for (int i = 0; i < expression.Length;)
        {
            char c = expression[i];
            if (!ScriptExpression.IsNamePart(c))
            {
                sign = c == '-' ? -1 : c is ' ' or '(' or ')' ? sign : 1;
                i++;
                continue;
            }
            int start = i;
            while (i < expression.Length && ScriptExpression.IsNamePart(expression[i]))
                i++;
            string word = expression[start..i];
            if (word is "." or "ADDR" or "ALIGN")
            {
                balance += sign;
            }
            else if (symbols.Find(NameSlice.Encode(word)) is var (type, _)
                && type is not ((byte)'A' or (byte)'a'))
            {
                balance += sign;
                letter = sign > 0 ? ImageSymbols.Upper(type) : letter;
            }
        }
        return balance != 0 && home is not null ? letter : null;
    }
}
