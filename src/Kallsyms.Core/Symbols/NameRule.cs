using System.Text;

namespace Kallsyms.Symbols;

/// <summary>How a <see cref="NameRule"/> compares its text with a symbol's name.</summary>
enum NameMatch
{
    Exact,
    Prefix,
    Suffix,
    Contains,

    /// <summary>The text, then only decimal digits.</summary>
    PrefixThenDigits,

    /// <summary>Two underscores, letters and digits, "Thunk_": ld.lld's name for range-extension thunks. The text is unused.</summary>
    LldThunk,

    /// <summary>The second character is L: an old pattern whose dot was meant literally. The text is unused.</summary>
    SecondCharacterL,
}

/// <summary>A rule that excludes symbols by name. Two rules that compare the same text in the same way are equal.</summary>
readonly struct NameRule : IEquatable<NameRule>
{
    readonly byte[] _text;

    NameRule(NameMatch match, string text) => (Match, _text) = (match, Encoding.ASCII.GetBytes(text));

    /// <summary>How the text is compared.</summary>
    public NameMatch Match { get; }

    /// <summary>The text to compare names with; empty if the match needs none.</summary>
    public ReadOnlySpan<byte> Text => _text;

    public static NameRule LldThunk { get; } = new(NameMatch.LldThunk, "");

    public static NameRule SecondCharacterL { get; } = new(NameMatch.SecondCharacterL, "");

    public static NameRule Exact(string text) => new(NameMatch.Exact, text);

    public static NameRule Prefix(string text) => new(NameMatch.Prefix, text);

    public static NameRule Suffix(string text) => new(NameMatch.Suffix, text);

    public static NameRule Contains(string text) => new(NameMatch.Contains, text);

    public static NameRule PrefixThenDigits(string text) => new(NameMatch.PrefixThenDigits, text);

    public bool Hits(ReadOnlySpan<byte> name) => Match switch
    {
        NameMatch.Exact => name.SequenceEqual(Text),
        NameMatch.Prefix => name.StartsWith(Text),
        NameMatch.Suffix => name.EndsWith(Text),
        NameMatch.Contains => name.IndexOf(Text) >= 0,
        NameMatch.PrefixThenDigits => name.StartsWith(Text) && name[Text.Length..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0,
        NameMatch.LldThunk => LldThunkTarget(name) > 0,
        NameMatch.SecondCharacterL => name.Length > 1 && name[1] == 'L',
        _ => false,
    };

    public bool Equals(NameRule other) => Match == other.Match && Text.SequenceEqual(other.Text);

    public override bool Equals(object? obj) => obj is NameRule other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Match, _text.Length);

    public override string ToString() => _text.Length == 0 ? $"{Match}" : $"{Match} {Encoding.ASCII.GetString(_text)}";

    /// <summary>
    /// Returns where the target's name starts in the name of an ld.lld thunk: two underscores, letters and digits, "Thunk_", then the
    /// target. 0 if it is no such name.
    /// </summary>
    public static int LldThunkTarget(ReadOnlySpan<byte> name)
    {
        if (!name.StartsWith("__"u8))
            return 0;
        int end = 2;
        while (end < name.Length && char.IsAsciiLetterOrDigit((char)name[end]))
            end++;
        return end < name.Length && name[end] == '_' && name[2..end].EndsWith("Thunk"u8) ? end + 1 : 0;
    }
}
