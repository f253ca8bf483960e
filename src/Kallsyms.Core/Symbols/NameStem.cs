using System.Text;
using System.Text.RegularExpressions;

namespace Kallsyms.Symbols;

/// <summary>
/// Removes what compilers, link-time optimisation, linkers and macros add to names to keep them apart: counters, hashes, and words such
/// as ".isra". Two builds of the same sources then have the same stems even if their names differ.
/// </summary>
static partial class NameStem
{
    const int HashDigits = 16;

    // Words that say what was done to a function; a number may follow.
    static readonly string[] _words = ["llvm", "lto_priv", "constprop", "isra", "part", "cold", "cfi", "cfi_jt", "clone", "__uniq"];

    // Words for pieces that were split off a function and exist beside it.
    static readonly string[] _pieces = ["part", "cold"];

    /// <summary>Returns the name used in the sources: "f" for "f.isra.0.cold".</summary>
    public static string Of(string name) => Cut(name, []);

    /// <summary>Returns that name with the words for pieces kept: "f.cold" for "f.isra.0.cold".</summary>
    public static string OfPiece(string name) => Cut(name, _pieces);

    /// <summary>Returns the name without numbers but with all words: "f.isra.cold" for "f.isra.0.cold".</summary>
    public static string WithoutNumbers(string name) => Cut(name, _words);

    static string Cut(string name, string[] kept)
    {
        // Veneers around faulty instructions: e843419@, then the section's and the symbol's number.
        if (name.StartsWith('e') && name.IndexOf('@') is > 1 and int at && IsNumber(name.AsSpan(1, at - 1)))
            return name[..(at + 1)];
        string stem = CutSuffixes(name, kept);
        if (stem.StartsWith("__UNIQUE_ID_", StringComparison.Ordinal) || stem.StartsWith("__BTF_ID__", StringComparison.Ordinal)
            || stem.StartsWith("__erratum_", StringComparison.Ordinal) || stem.StartsWith("_note_", StringComparison.Ordinal))
        {
            stem = stem.TrimEnd("0123456789".ToCharArray());
        }
        else if (stem.StartsWith("__initcall__", StringComparison.Ordinal))
        {
            stem = CounterAndLine().Replace(stem, "__", 1);
        }
        return CutHashes(stem);
    }

    static string CutSuffixes(string name, string[] kept)
    {
        string stem = name;
        string words = "";
        while (true)
        {
            // A leading dot does not start a suffix.
            int cut = Math.Max(stem.LastIndexOf('.'), stem.LastIndexOf('$'));
            if (cut <= 0)
                return stem + words;
            string suffix = stem[(cut + 1)..];
            bool isWord = _words.Contains(suffix);
            if (!isWord && !IsNumber(suffix) && !IsHash(suffix))
                return stem + words;
            if (isWord && kept.Contains(suffix))
                words = "." + suffix + words;
            stem = stem[..cut];
        }
    }

    static bool IsNumber(ReadOnlySpan<char> text) => text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0;

    static bool IsHash(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }
        return text.Length >= 8;
    }

    // Hashes of Rust and others, 16 digits long, occur inside names.
    static string CutHashes(string name)
    {
        if (!HasHash(name))
            return name;
        var kept = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length;)
        {
            int end = i;
            while (end < name.Length && char.IsAsciiHexDigitLower(name[end]))
                end++;
            if (end - i < HashDigits)
                kept.Append(name, i, Math.Max(end - i, 1));
            i = Math.Max(end, i + 1);
        }
        return kept.ToString();
    }

    static bool HasHash(string name)
    {
        int run = 0;
        foreach (char c in name)
        {
            run = char.IsAsciiHexDigitLower(c) ? run + 1 : 0;
            if (run == HashDigits)
                return true;
        }
        return false;
    }

    // __initcall__kmod_NAME__COUNTER_LINE_FUNCTION
    [GeneratedRegex("__[0-9]+_[0-9]+_")]
    private static partial Regex CounterAndLine();
}
