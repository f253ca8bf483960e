namespace Kallsyms.Demangling;

/// <summary>Fixed words.</summary>
/// <param name="words">The words.</param>
/// <param name="baseName">The name of constructors; null if it is the same.</param>
sealed class ItaniumWords(string words, string? baseName = null) : ItaniumNode
{
    /// <summary>The words.</summary>
    public string Words => words;

    /// <inheritdoc/>
    public override string BaseName => baseName ?? words;

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer) => writer.Add(words);
}

/// <summary>Words, a part, words, and so on.</summary>
/// <param name="first">The first words.</param>
/// <param name="part">The part after them.</param>
/// <param name="middle">The words after that.</param>
/// <param name="second">A further part.</param>
/// <param name="last">The last words.</param>
/// <param name="baseName">The name of its constructors.</param>
/// <param name="precedence">Its precedence.</param>
sealed class ItaniumPhrase(
    string first, ItaniumNode part, string middle = "", ItaniumNode? second = null, string last = "", string baseName = "",
    int precedence = 0)
    : ItaniumNode(part, second)
{
    /// <inheritdoc/>
    public override string BaseName => baseName;

    /// <inheritdoc/>
    public override int Precedence => precedence;

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer)
    {
        writer.Add(first);
        part.Write(writer);
        writer.Add(middle);
        second?.Write(writer);
        writer.Add(last);
    }
}

/// <summary>A list in brackets, separated by commas.</summary>
/// <param name="open">The opening bracket.</param>
/// <param name="items">The items.</param>
/// <param name="close">The closing bracket.</param>
sealed class ItaniumList(string open, IReadOnlyList<ItaniumNode> items, string close) : ItaniumNode([.. items])
{
    /// <summary>The items.</summary>
    public IReadOnlyList<ItaniumNode> Items => items;

    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer)
    {
        writer.Add(open);
        writer.AddList(items);
        writer.Add(close == ">" && writer.Last == '>' ? " >" : close); // as all compilers read it
    }
}

/// <summary>An operand, in parentheses if its precedence requires them.</summary>
/// <param name="operand">The operand.</param>
/// <param name="most">The highest precedence number that needs none.</param>
sealed class ItaniumOperand(ItaniumNode operand, int most) : ItaniumNode(operand)
{
    /// <inheritdoc/>
    protected override void Left(ItaniumWriter writer)
    {
        bool isLoose = operand.Precedence > most;
        writer.Add(isLoose ? "(" : "");
        operand.Write(writer);
        writer.Add(isLoose ? ")" : "");
    }
}
