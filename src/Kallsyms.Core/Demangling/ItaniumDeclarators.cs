namespace Kallsyms.Demangling;

/// <summary>A type followed by const, volatile or other words.</summary>
/// <param name="type">The type.</param>
/// <param name="qualifiers">The words, each preceded by a space.</param>
sealed class ItaniumQualified(ItaniumNode type, string qualifiers) : ItaniumNode(type)
{
    /// <inheritdoc/>
    public override bool HasRight => type.HasRight;

    /// <inheritdoc/>
    public override bool IsArray => type.IsArray;

    /// <inheritdoc/>
    public override bool IsFunction => type.IsFunction;

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer)
    {
        type.WriteLeft(writer);
        writer.Add(qualifiers);
    }

    /// <inheritdoc/>
    protected override void Right(ItaniumWriter writer) => type.WriteRight(writer);
}

/// <summary>A pointer or a reference.</summary>
/// <param name="target">What it points to.</param>
/// <param name="sign">"*", "&amp;" or "&amp;&amp;".</param>
sealed class ItaniumPointer(ItaniumNode target, string sign) : ItaniumNode(target)
{
    /// <inheritdoc/>
    public override bool HasRight => target.HasRight;

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer)
    {
        (ItaniumNode inner, string shown) = Collapsed(writer);
        inner.WriteLeft(writer);
        writer.Add(inner.IsArray ? " " : "");
        writer.Add(inner.IsArray || inner.IsFunction ? "(" : "");
        writer.Add(shown);
    }

    /// <inheritdoc/>
    protected override void Right(ItaniumWriter writer)
    {
        (ItaniumNode inner, _) = Collapsed(writer);
        writer.Add(inner.IsArray || inner.IsFunction ? ")" : "");
        inner.WriteRight(writer);
    }

    // A reference to a reference collapses to one, with two signs only if both have two.
    (ItaniumNode Target, string Sign) Collapsed(ItaniumWriter writer)
    {
        ItaniumNode shown = target.Shown(writer);
        if (sign == "*" || shown is not ItaniumPointer { IsReference: true } reference || !writer.Enter())
            return (shown, sign);
        (ItaniumNode inner, string innerSign) = reference.Collapsed(writer);
        writer.Leave();
        return (inner, innerSign == "&" ? "&" : sign);
    }

    bool IsReference => sign != "*";
}

/// <summary>A pointer to a member.</summary>
/// <param name="owner">The class.</param>
/// <param name="member">The member's type.</param>
sealed class ItaniumMemberPointer(ItaniumNode owner, ItaniumNode member) : ItaniumNode(owner, member)
{
    /// <inheritdoc/>
    public override bool HasRight => member.HasRight;

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer)
    {
        member.WriteLeft(writer);
        writer.Add(member.IsArray || member.IsFunction ? "(" : " ");
        owner.Write(writer);
        writer.Add("::*");
    }

    /// <inheritdoc/>
    protected override void Right(ItaniumWriter writer)
    {
        writer.Add(member.IsArray || member.IsFunction ? ")" : "");
        member.WriteRight(writer);
    }
}

/// <summary>An array.</summary>
/// <param name="element">Its element.</param>
/// <param name="length">Its length; null if it has none.</param>
sealed class ItaniumArray(ItaniumNode element, ItaniumNode? length) : ItaniumNode(element, length)
{
    /// <inheritdoc/>
    public override bool HasRight => true;

    /// <inheritdoc/>
    public override bool IsArray => true;

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer) => element.WriteLeft(writer);

    /// <inheritdoc/>
    protected override void Right(ItaniumWriter writer)
    {
        writer.Add(writer.Last == ']' ? "[" : " [");
        length?.Write(writer);
        writer.Add("]");
        element.WriteRight(writer);
    }
}

/// <summary>A function: its type, or the function itself with its name.</summary>
/// <param name="result">The type of its result; null if that is not mangled.</param>
/// <param name="name">Its name; null for a type.</param>
/// <param name="parameters">Its parameters.</param>
/// <param name="qualifiers">The words after the parameters.</param>
sealed class ItaniumFunction(ItaniumNode? result, ItaniumNode? name, IReadOnlyList<ItaniumNode> parameters, string qualifiers)
    : ItaniumNode([result, name, .. parameters])
{
    /// <inheritdoc/>
    public override bool HasRight => true;

    /// <inheritdoc/>
    public override bool IsFunction => true;

    /// <summary>A trailing constraint.</summary>
    public ItaniumNode? Ending { get; init; }

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer)
    {
        result?.WriteLeft(writer);
        writer.Add(result is not null && (name is null || !result.HasRight) ? " " : "");
        name?.Write(writer);
    }

    /// <inheritdoc/>
    protected override void Right(ItaniumWriter writer)
    {
        writer.Add("(");
        writer.AddList(parameters);
        writer.Add(")");
        if (result?.HasRight == true)
            result.WriteRight(writer);
        writer.Add(qualifiers);
        Ending?.Write(writer);
    }
}
