using System.Text;

namespace Kallsyms.Demangling;

/// <summary>
/// The demangled name under construction. References to earlier parts let a few bytes stand for more text than there is memory, so it
/// is bounded by the length of the mangled name.
/// </summary>
/// <param name="mangledLength">The length of the mangled name.</param>
sealed class DemangledText(int mangledLength)
{
    // Compilers' names expand to ten times their length at most.
    const int MostGrowth = 64;
    const int Least = 4096;

    readonly StringBuilder _text = new();
    int _stepsLeft = Least + mangledLength * MostGrowth;

    /// <summary>Whether it is too large, so that nothing more is written.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The current length.</summary>
    public int Length => _text.Length;

    /// <summary>The last character; NUL if there is none.</summary>
    public char Last => _text.Length > 0 ? _text[^1] : '\0';

    /// <summary>Counts a piece of work; returns false if there were too many.</summary>
    public bool Step()
    {
        IsTooLarge |= --_stepsLeft < 0;
        return !IsTooLarge;
    }

    /// <summary>Marks the text as too large, for whatever reason.</summary>
    public void GiveUp() => IsTooLarge = true;

    /// <summary>Appends a text.</summary>
    public void Add(string text)
    {
        _stepsLeft -= text.Length;
        if (Step())
            _text.Append(text);
    }

    /// <summary>Truncates the text to an earlier length.</summary>
    public void CutTo(int length) => _text.Length = length;

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
