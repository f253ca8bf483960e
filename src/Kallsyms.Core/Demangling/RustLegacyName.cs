using System.Globalization;
using System.Text;

namespace Kallsyms.Demangling;

/// <summary>
/// Rust's legacy scheme: a nested C++ name whose last part is "h" and a hash of 16 digits, with characters that C++ mangling lacks
/// written as <c>$LT$</c>, <c>$u7b$</c> and <c>..</c>. The hash is omitted.
/// </summary>
static class RustLegacyName
{
    const int HashLength = 17;

    // A hash has several different digits; "h0000000000000000" could be a C++ name.
    const int LeastDifferentDigits = 5;

    static readonly (string Escape, string Text)[] _escapes =
    [
        ("SP", "@"), ("BP", "*"), ("RF", "&"), ("LT", "<"), ("GT", ">"), ("LP", "("), ("RP", ")"), ("C", ","),
    ];

    /// <summary>Demangles a name; returns null if it does not follow this scheme.</summary>
    public static string? Demangle(string name)
    {
        var text = new MangledText(name, 2);
        text.Require('N');
        var parts = new List<string>();
        while (!text.TryTake('E') && !text.HasFailed)
            parts.Add(text.TakeText(text.TakeDecimal()));
        bool isWhole = text.IsAtEnd || text.Next == '.';
        if (text.HasFailed || !isWhole || parts.Count < 2 || !IsHash(parts[^1]))
            return null;
        var written = new StringBuilder();
        foreach (string part in parts[..^1])
        {
            written.Append(written.Length > 0 ? "::" : "");
            if (!TryWrite(part, written))
                return null;
        }
        return written.ToString();
    }

    static bool IsHash(string part) => part.Length == HashLength && part[0] == 'h' && part[1..].All(char.IsAsciiHexDigitLower)
        && part[1..].Distinct().Count() >= LeastDifferentDigits;

    static bool TryWrite(string part, StringBuilder written)
    {
        ReadOnlySpan<char> rest = part;
        if (rest.StartsWith("_$"))
            rest = rest[1..];
        while (!rest.IsEmpty)
        {
            int plain = rest.IndexOfAny('$', '.');
            if (plain != 0)
            {
                written.Append(plain < 0 ? rest : rest[..plain]);
                rest = plain < 0 ? [] : rest[plain..];
                continue;
            }
            int length = rest[0] == '.' ? WriteDots(rest, written) : WriteEscape(rest, written);
            if (length == 0)
                return false;
            rest = rest[length..];
        }
        return true;
    }

    static int WriteDots(ReadOnlySpan<char> text, StringBuilder written)
    {
        bool isPath = text.StartsWith("..");
        written.Append(isPath ? "::" : ".");
        return isPath ? 2 : 1;
    }

    // The length of the escape; 0 if it is unknown.
    static int WriteEscape(ReadOnlySpan<char> text, StringBuilder written)
    {
        int length = text[1..].IndexOf('$');
        if (length <= 0)
            return 0;
        ReadOnlySpan<char> inner = text.Slice(1, length);
        foreach ((string escape, string meaning) in _escapes)
        {
            if (inner.SequenceEqual(escape))
            {
                written.Append(meaning);
                return length + 2;
            }
        }
        if (inner[0] != 'u' || !int.TryParse(inner[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || !Rune.IsValid(code) || Rune.IsControl(new(code)))
        {
            return 0;
        }
        written.Append(new Rune(code));
        return length + 2;
    }
}
