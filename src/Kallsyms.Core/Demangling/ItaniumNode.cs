namespace Kallsyms.Demangling;

/// <summary>
/// A part of a C++ name. Types of C++ are written around the name they belong to ("void (*" and ")(int)"), so that each has a left and a
/// right side.
/// </summary>
abstract class ItaniumNode
{
    // Substitutions let names nest far deeper than they are read; what is written goes down all of it.
    const int MostDepth = 400;

    /// <summary>A part that consists of others.</summary>
    protected ItaniumNode(params ReadOnlySpan<ItaniumNode?> parts)
    {
        foreach (ItaniumNode? part in parts)
            Depth = Math.Max(Depth, (part?.Depth ?? 0) + 1);
    }

    /// <summary>How deep it nests.</summary>
    public int Depth { get; }

    /// <summary>Deeper than any compiler makes them.</summary>
    public bool IsTooDeep => Depth > MostDepth;

    /// <summary>What a constructor of it is called.</summary>
    public virtual string BaseName => "";

    /// <summary>Something stands on the right side.</summary>
    public virtual bool HasRight => false;

    /// <summary>It is an array, so that a pointer to it takes parentheses.</summary>
    public virtual bool IsArray => false;

    /// <summary>It is a function, so that a pointer to it takes parentheses.</summary>
    public virtual bool IsFunction => false;

    /// <summary>How tightly it binds as an operand; see <see cref="ItaniumOperators"/>.</summary>
    public virtual int Precedence => 0;

    /// <summary>What is written in its place: the chosen argument of a pack.</summary>
    public virtual ItaniumNode Shown(ItaniumWriter writer) => this;

    /// <summary>Writes all of it.</summary>
    public void Write(ItaniumWriter writer)
    {
        WriteLeft(writer);
        if (HasRight)
            WriteRight(writer);
    }

    /// <summary>Writes what stands before the name.</summary>
    public void WriteLeft(ItaniumWriter writer)
    {
        if (writer.Enter())
            Left(writer);
        writer.Leave();
    }

    /// <summary>Writes what stands behind the name.</summary>
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
