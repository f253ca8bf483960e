namespace Kallsyms.Demangling;

/// <summary>
/// A part of a C++ name. C++ types are written around the name they belong to ("void (*" and ")(int)"), so each has a left and a right
/// side.
/// </summary>
abstract class ItaniumNode
{
    // Substitutions let names nest far deeper than parsing does; writing descends through all of it.
    const int MostDepth = 400;

    /// <summary>Creates a part that consists of others.</summary>
    protected ItaniumNode(params ReadOnlySpan<ItaniumNode?> parts)
    {
        foreach (ItaniumNode? part in parts)
            Depth = Math.Max(Depth, (part?.Depth ?? 0) + 1);
    }

    /// <summary>Its nesting depth.</summary>
    public int Depth { get; }

    /// <summary>Whether it is deeper than compilers produce.</summary>
    public bool IsTooDeep => Depth > MostDepth;

    /// <summary>The name of its constructors.</summary>
    public virtual string BaseName => "";

    /// <summary>Whether it has a right side.</summary>
    public virtual bool HasRight => false;

    /// <summary>Whether it is an array, so that a pointer to it needs parentheses.</summary>
    public virtual bool IsArray => false;

    /// <summary>Whether it is a function, so that a pointer to it needs parentheses.</summary>
    public virtual bool IsFunction => false;

    /// <summary>Its precedence as an operand; see <see cref="ItaniumOperators"/>.</summary>
    public virtual int Precedence => 0;

    /// <summary>The part that is written instead, such as the current argument of a pack.</summary>
    public virtual ItaniumNode Shown(ItaniumWriter writer) => this;

    /// <summary>Writes both sides.</summary>
    public void Write(ItaniumWriter writer)
    {
        WriteLeft(writer);
        if (HasRight)
            WriteRight(writer);
    }

    /// <summary>Writes what precedes the name.</summary>
    public void WriteLeft(ItaniumWriter writer)
    {
        if (writer.Enter())
            Left(writer);
        writer.Leave();
    }

    /// <summary>Writes what follows the name.</summary>
    public void WriteRight(ItaniumWriter writer)
    {
        if (writer.Enter())
            Right(writer);
        writer.Leave();
    }

    /// <inheritdoc cref="WriteLeft"/>
    protected abstract void Left(ItaniumWriter writer);

    /// <inheritdoc cref="WriteRight"/>
    protected virtual void Right(ItaniumWriter writer)
    {
    }
}
