namespace Kallsyms.Linking.Estimate;

/// <summary>Reads expressions of linker scripts as text.</summary>
static class ScriptExpression
{
    /// <summary>Whether a character may be part of a name or number.</summary>
    public static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$';

    /// <summary>Whether a value of the location counter leaves it unchanged or advances it to the next boundary.</summary>
    public static bool IsAlignment(string expression) => expression == "." || expression.StartsWith("ALIGN", StringComparison.Ordinal);

    /// <summary>
    /// Returns what a value of the location counter aligns it to, which is 1 where it stays; null if it moves it in any other way, or
    /// nothing constant is said.
    /// </summary>
    public static ulong? Alignment(string expression)
    {
        const string Align = "ALIGN";
        if (expression == ".")
            return 1;
        if (!expression.StartsWith(Align, StringComparison.Ordinal))
            return null;
        return ScriptNumber.Of(expression.AsSpan(Align.Length));
    }

    /// <summary>Returns its names and numbers, in order.</summary>
    public static IEnumerable<string> Words(string expression)
    {
        for (int i = 0; i < expression.Length; i++)
        {
            int start = i;
            while (i < expression.Length && IsNamePart(expression[i]))
                i++;
            if (i > start)
                yield return expression[start..i];
        }
    }
}
