namespace Kallsyms.Demangling;

/// <summary>A parameter that stands for several arguments, one of which is written at a time.</summary>
/// <param name="items">The arguments.</param>
sealed class ItaniumPack(IReadOnlyList<ItaniumNode> items) : ItaniumNode([.. items])
{
    // If asked about its form before an argument is selected, it answers for the first.
    ItaniumNode? First => items.Count > 0 ? items[0] : null;

    /// <inheritdoc/>
    public override bool HasRight => true; // each argument decides for itself

    /// <inheritdoc/>
    public override bool IsArray => First?.IsArray == true;

    /// <inheritdoc/>
    public override bool IsFunction => First?.IsFunction == true;

    /// <inheritdoc/>
    public override string BaseName => First?.BaseName ?? "";

    /// <inheritdoc/>
    public override ItaniumNode Shown(ItaniumWriter writer) => Chosen(writer)?.Shown(writer) ?? this;

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer) => Chosen(writer)?.WriteLeft(writer);

    /// <inheritdoc/>
    protected override void Right(ItaniumWriter writer)
    {
        if (Chosen(writer) is { HasRight: true } item)
            item.WriteRight(writer);
    }

    ItaniumNode? Chosen(ItaniumWriter writer)
    {
        if (writer.PackCount < 0)
            (writer.PackCount, writer.PackIndex) = (items.Count, 0);
        return writer.PackIndex < items.Count ? items[writer.PackIndex] : null;
    }
}

/// <summary>"pattern...": the pattern, once for each argument of the pack in it.</summary>
/// <param name="pattern">The pattern.</param>
sealed class ItaniumExpansion(ItaniumNode pattern) : ItaniumNode(pattern)
{
    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer)
    {
        (int index, int count) = (writer.PackIndex, writer.PackCount);
        (writer.PackIndex, writer.PackCount) = (-1, -1);
        int start = writer.Length;
        pattern.Write(writer);
        if (writer.PackCount < 0)
            writer.Add("..."); // a pack that has no arguments yet
        else if (writer.PackCount == 0)
            writer.CutTo(start);
        for (int i = 1; i < writer.PackCount && !writer.IsTooLarge; i++)
        {
            writer.Add(", ");
            writer.PackIndex = i;
            pattern.Write(writer);
        }
        (writer.PackIndex, writer.PackCount) = (index, count);
    }
}

/// <summary>A template argument that is referred to before it is defined, in the target type of a conversion operator.</summary>
/// <param name="index">The index of the argument.</param>
sealed class ItaniumForwardReference(int index) : ItaniumNode
{
    bool _isBusy;

    /// <summary>The index of the argument.</summary>
    public int Index => index;

    /// <summary>The argument, once known.</summary>
    public ItaniumNode? Target { get; set; }

    /// <inheritdoc/>
    public override ItaniumNode Shown(ItaniumWriter writer)
    {
        ItaniumNode shown = this;
        Ask(target => (shown = target.Shown(writer)) != this);
        return shown;
    }

    /// <inheritdoc/>
    public override bool HasRight => Ask(target => target.HasRight);

    /// <inheritdoc/>
    public override bool IsArray => Ask(target => target.IsArray);

    /// <inheritdoc/>
    public override bool IsFunction => Ask(target => target.IsFunction);

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer) => Ask(target =>
    {
        target.WriteLeft(writer);
        return true;
    });

    /// <inheritdoc/>
    protected override void Right(ItaniumWriter writer) => Ask(target =>
    {
        target.WriteRight(writer);
        return true;
    });

    // In a damaged name, it may be part of what it refers to.
    bool Ask(Func<ItaniumNode, bool> question)
    {
        if (_isBusy || Target is null)
            return false;
        _isBusy = true;
        bool answer = question(Target);
        _isBusy = false;
        return answer;
    }
}
