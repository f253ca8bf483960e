using System.Text;

namespace Kallsyms.Diagnosis;

/// <summary>
/// A name without what link-time optimisation and compilers append to keep names apart: ".llvm.N", ".lto_priv.N", ".constprop.N",
/// ".isra.N", ".part.N", ".cold", hashes and plain counters. Two runs of the optimiser give the same stems and other names.
/// </summary>
static class NameStem
{
    const int HashDigits = 16;

    static readonly string[] _suffixes = ["llvm", "lto_priv", "constprop", "isra", "part", "cold", "cfi", "cfi_jt", "clone", "__uniq"];

    public static string Of(string name)
    {
        string stem = CutSuffixes(name);
        if (stem.StartsWith("__UNIQUE_ID_", StringComparison.Ordinal))
            stem = stem.TrimEnd("0123456789".ToCharArray());
        return CutHashes(stem);
    }

    static string CutSuffixes(string name)
    {
        string stem = name;
        while (true)
        {
            // Names that start with a dot are no name and suffix.
            int cut = Math.Max(stem.LastIndexOf('.'), stem.LastIndexOf('$'));
            if (cut <= 0 || !IsSuffix(stem.AsSpan(cut + 1)))
                return stem;
            stem = stem[..cut];
        }
    }

    static bool IsSuffix(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return false;
        foreach (string suffix in _suffixes)
        {
            if (text.SequenceEqual(suffix))
                return true;
        }
        return text.IndexOfAnyExceptInRange('0', '9') < 0 || text.Length >= 8 && IsHex(text);
    }

    // Rust's and other sixteen-digit hashes stand inside of names.
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

    static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }
        return true;
    }
}
