namespace Kallsyms.Demangling;

/// <summary>
/// A mangled name that is read from left to right. After the first thing that is not as it should be, the rest reads as nothing at all, so
/// that whoever reads comes to an end by itself.
/// </summary>
/// <param name="text">The name.</param>
/// <param name="position">Where to begin.</param>
sealed class MangledText(string text, int position)
{
    // What compilers make is nested by dozens; each level is several calls.
    const int MostNesting = 250;

    int _nesting;

    /// <summary>Where it is read.</summary>
    public int Position { get; set; } = position;

    /// <summary>Something was not as it should be.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>All was read.</summary>
    public bool IsAtEnd => Position >= text.Length;

    /// <summary>The next character; NUL: there is none.</summary>
    public char Next => Ahead(0);

    /// <summary>A character behind the next; NUL: there is none.</summary>
    public char Ahead(int distance) => Position + distance < text.Length ? text[Position + distance] : '\0';

    /// <summary>Gives up.</summary>
    public void Fail()
    {
        HasFailed = true;
        Position = text.Length;
    }

    /// <summary>The next character, which is passed; NUL and failure: there is none.</summary>
    public char Take()
    {
        char next = Next;
        if (IsAtEnd)
            Fail();
        else
            Position++;
        return next;
    }

    /// <summary>Passes what is expected, if it is there.</summary>
    public bool TryTake(char expected)
    {
        if (Next != expected || IsAtEnd)
            return false;
        Position++;
        return true;
    }

    /// <inheritdoc cref="TryTake(char)"/>
    public bool TryTake(string expected)
    {
        if (string.CompareOrdinal(text, Position, expected, 0, expected.Length) != 0)
            return false;
        Position += expected.Length;
        return true;
    }

    /// <summary>Passes what must be there.</summary>
    public void Require(char expected)
    {
        if (!TryTake(expected))
            Fail();
    }

    /// <summary>A decimal number without sign; failure: there is none, or it is longer than any name.</summary>
    public int TakeDecimal()
    {
        int value = 0;
        if (!char.IsAsciiDigit(Next))
            Fail();
        while (char.IsAsciiDigit(Next))
        {
            value = value * 10 + (Take() - '0');
            if (value > SymbolDemangler.LongestName)
                Fail();
        }
        return HasFailed ? 0 : value;
    }

    /// <summary>So many characters.</summary>
    public string TakeText(int length)
    {
        if (length > text.Length - Position)
            Fail();
        if (HasFailed)
            return "";
        Position += length;
        return text.Substring(Position - length, length);
    }

    /// <summary>What was passed since a position.</summary>
    public string Since(int start) => HasFailed ? "" : text[start..Position];

    /// <summary>One level deeper; false: that is too deep, and it has failed.</summary>
    public bool Enter()
    {
        if (++_nesting > MostNesting)
            Fail();
        return !HasFailed;
    }

    /// <summary>Back from there.</summary>
    public void Leave() => _nesting--;
}
