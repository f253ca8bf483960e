namespace Kallsyms.Demangling;

/// <summary>Words as they are.</summary>
/// <param name="words">The words.</param>
/// <param name="baseName">What a constructor is called; null: as the words.</param>
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
/// <param name="part">The part behind them.</param>
/// <param name="middle">What follows.</param>
/// <param name="second">One more part.</param>
/// <param name="last">The last words.</param>
/// <param name="baseName">What a constructor of it is called.</param>
/// <param name="precedence">How tightly it binds.</param>
sealed class ItaniumPhrase(
    string first, ItaniumNode part, string middle = "", ItaniumNode? second = null, string last = "", string baseName = "", int precedence = 0)
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

/// <summary>A list with commas, in brackets.</summary>
/// <param name="open">What opens it.</param>
/// <param name="items">The items.</param>
/// <param name="close">What closes it.</param>
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

/// <summary>An operand, in parentheses where it binds less tightly than what it is an operand of.</summary>
/// <param name="operand">The operand.</param>
/// <param name="most">The loosest that needs none.</param>
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
