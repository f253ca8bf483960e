using System.Text;

namespace Kallsyms.Demangling;

/// <summary>
/// The name that is written out. References to earlier parts let a few bytes stand for more text than there is memory, so that it is bounded
/// by the length of the mangled name.
/// </summary>
/// <param name="mangledLength">Length of the mangled name.</param>
sealed class DemangledText(int mangledLength)
{
    // What compilers make grows to ten times its length at most.
    const int MostGrowth = 64;
    const int Least = 4096;

    readonly StringBuilder _text = new();
    int _stepsLeft = Least + mangledLength * MostGrowth;

    /// <summary>It is too large; nothing is written any more.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>How long it is.</summary>
    public int Length => _text.Length;

    /// <summary>The last character; NUL: there is none.</summary>
    public char Last => _text.Length > 0 ? _text[^1] : '\0';

    /// <summary>One more piece of work was begun; false: it was too many.</summary>
    public bool Step()
    {
        IsTooLarge |= --_stepsLeft < 0;
        return !IsTooLarge;
    }

    /// <summary>Too large, for whatever reason.</summary>
    public void GiveUp() => IsTooLarge = true;

    /// <summary>Adds text.</summary>
    public void Add(string text)
    {
        _stepsLeft -= text.Length;
        if (Step())
            _text.Append(text);
    }

    /// <summary>Takes back what was added last.</summary>
    public void CutTo(int length) => _text.Length = length;

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
