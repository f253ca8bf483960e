namespace Kallsyms.Demangling;

/// <summary>
/// A mangled name that is read from left to right. After the first error the rest reads as empty, so that parsing ends by itself.
/// </summary>
/// <param name="text">The name.</param>
/// <param name="position">The position where reading starts.</param>
sealed class MangledText(string text, int position)
{
    // Compilers' names nest by dozens; each level is several calls.
    const int MostNesting = 250;

    int _nesting;

    /// <summary>The current position.</summary>
    public int Position { get; set; } = position;

    /// <summary>Whether an error was found.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether everything was read.</summary>
    public bool IsAtEnd => Position >= text.Length;

    /// <summary>The next character; NUL if there is none.</summary>
    public char Next => Ahead(0);

    /// <summary>Returns a character after the next; NUL if there is none.</summary>
    public char Ahead(int distance) => Position + distance < text.Length ? text[Position + distance] : '\0';

    /// <summary>Records an error.</summary>
    public void Fail()
    {
        HasFailed = true;
        Position = text.Length;
    }

    /// <summary>Reads a character; fails and returns NUL if there is none.</summary>
    public char Take()
    {
        char next = Next;
        if (IsAtEnd)
            Fail();
        else
            Position++;
        return next;
    }

    /// <summary>Reads the expected text if it comes next.</summary>
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

    /// <summary>Reads a required character.</summary>
    public void Require(char expected)
    {
        if (!TryTake(expected))
            Fail();
    }

    /// <summary>Reads a decimal number without sign; fails if there is none, or if it is longer than any name.</summary>
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

    /// <summary>Reads a number of characters.</summary>
    public string TakeText(int length)
    {
        if (length > text.Length - Position)
            Fail();
        if (HasFailed)
            return "";
        Position += length;
        return text.Substring(Position - length, length);
    }

    /// <summary>Returns what was read since a position.</summary>
    public string Since(int start) => HasFailed ? "" : text[start..Position];

    /// <summary>Enters a nesting level; fails and returns false if it is too deep.</summary>
    public bool Enter()
    {
        if (++_nesting > MostNesting)
            Fail();
        return !HasFailed;
    }

    /// <summary>Leaves a nesting level.</summary>
    public void Leave() => _nesting--;
}
