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

    /// <summary>Two underscores, letters and digits, "Thunk_": what ld.lld calls its range-extension thunks. Text unused.</summary>
    LldThunk,

    /// <summary>Second character is L: an old pattern whose dot was meant literally. Text unused.</summary>
    SecondCharacterL,
}

/// <summary>One rule that leaves out symbols by name, with the releases it holds in: from Since on, before Until.</summary>
readonly record struct NameRule(NameMatch Match, byte[] Text, KernelVersion Since, KernelVersion Until)
{
    public bool In(KernelVersion version) => Since <= version && version < Until;

    public bool Hits(ReadOnlySpan<byte> name) => Match switch
    {
        NameMatch.Exact => name.SequenceEqual(Text),
        NameMatch.Prefix => name.StartsWith(Text),
        NameMatch.Suffix => name.EndsWith(Text),
        NameMatch.Contains => name.IndexOf(Text) >= 0,
        NameMatch.PrefixThenDigits => name.StartsWith(Text) && name[Text.Length..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0,
        NameMatch.LldThunk => IsLldThunk(name),
        NameMatch.SecondCharacterL => name.Length > 1 && name[1] == 'L',
        _ => false,
    };

    static bool IsLldThunk(ReadOnlySpan<byte> name)
    {
        if (!name.StartsWith("__"u8))
            return false;
        int end = 2;
        while (end < name.Length && char.IsAsciiLetterOrDigit((char)name[end]))
            end++;
        return end < name.Length && name[end] == '_' && name[2..end].EndsWith("Thunk"u8);
    }
}
