namespace Kallsyms.Symbols.Lists;

/// <summary>Distinguishes diffs from lists, and from each other.</summary>
static class DiffShapes
{
    /// <summary>Returns the form of the diff that the lines belong to, by its headings; null if there are none.</summary>
    public static DiffForm? Recognise(IReadOnlyList<byte[]> lines)
    {
        foreach (byte[] line in lines)
        {
            ReadOnlySpan<byte> text = line;
            if (text.StartsWith("@@ -"u8))
                return DiffForm.Unified;
            if (text.StartsWith("***************"u8))
                return DiffForm.Context;
            if (NormalSplitter.IsCommand(text))
                return DiffForm.Normal;
        }
        return null;
    }

    /// <summary>Returns the lines of the lists without the diff's marks.</summary>
    public static List<byte[]> Contents(IReadOnlyList<byte[]> lines, DiffForm form)
    {
        var splitter = DiffSplitter.Of(form);
        var contents = new List<byte[]>();
        foreach (byte[] line in lines)
        {
            if (splitter.Next(line, out ReadOnlySpan<byte> content) != DiffSide.None)
                contents.Add(content.ToArray());
        }
        return contents;
    }

    /// <summary>Refuses diffs that do not contain the lines of their lists.</summary>
    /// <exception cref="KallsymsException">The text is such a diff.</exception>
    public static void Refuse(TextLines text, IReadOnlyList<byte[]> lines)
    {
        bool marks = lines.Any(line => Has(line, "{+"u8, "+}"u8) || Has(line, "[-"u8, "-]"u8));
        bool porcelain = lines.Any(line => line is [(byte)'~']) && lines.Any(line => line.AsSpan().StartsWith("@@ -"u8));
        string? dress = lines.Any(line => line.AsSpan().StartsWith("\u2212"u8) || line.AsSpan().StartsWith("\u2013"u8))
            ? "has dashes in place of minus signs, as web pages and word processors put them"
            : lines.Any(IsEscaped) ? "has the codes of a web page in place of plus signs and brackets"
            : lines.Any(IsQuotedPrintable) ? "is in the encoding of mails (quoted-printable)" : null;
        if (dress is not null)
            throw text.Error($"{dress}: save it as plain text, or give the two lists");
        string? form = marks || porcelain || IsWordDiffInColours(lines)
            ? "a word diff (git diff --word-diff), which does not tell where lines end"
            : lines.Any(line => line.AsSpan().StartsWith("@@@ -"u8)) ? "a combined diff of a merge, of more than two lists"
            : lines.Any(line => line.Length > 0 && line.AsSpan(1).StartsWith("@@ -"u8) && line[0] is (byte)'+' or (byte)'-')
            ? "a diff of diffs, or a patch that adds one"
            : lines.Any(line => NormalSplitter.IsEdCommand(line)) && !lines.Any(line => NormalSplitter.IsCommand(line))
            ? "an ed script (diff -e), which has the later lines only"
            : lines.Count > 0 && NormalSplitter.IsRcsCommand(lines[0])
            ? "an RCS script (diff -n), which has the later lines only"
            : lines.Any(IsSideBySide) ? "a side by side diff (diff -y), which cuts long names"
            : null;
        if (form is not null)
            throw text.Error($"is {form}: make it again with diff -u, or give the two lists");
    }

    // &#43; is a plus sign.
    static bool IsEscaped(byte[] line) =>
        line.AsSpan().StartsWith("&#43;"u8) || line.AsSpan().StartsWith("&gt; "u8) || line.AsSpan().StartsWith("&lt; "u8);

    // What these tools print has no sign of equality in it.
    static bool IsQuotedPrintable(byte[] line) =>
        line.AsSpan().EndsWith("=20"u8) || line.AsSpan().IndexOf("=3D"u8) >= 0 || line.AsSpan().IndexOf("=09"u8) >= 0;

    // Colours tell the words apart, and no line begins with a mark, not even with a blank.
    static bool IsWordDiffInColours(IReadOnlyList<byte[]> lines)
    {
        int hunk = lines.ToList().FindIndex(line => line.AsSpan().StartsWith("@@ -"u8));
        return hunk >= 0 && lines.Skip(hunk + 1).Where(line => line.Length > 0 && !line.AsSpan().StartsWith("@@ -"u8)).ToArray() is
        { Length: > 0 } rest && rest.All(line => char.IsAsciiHexDigit((char)line[0]));
    }

    /// <summary>Returns the form of a diff of which there are only the marked lines, as people quote them; null if none are.</summary>
    public static DiffForm? RecogniseExcerpt(IReadOnlyList<byte[]> lines)
    {
        bool gone = false;
        bool come = false;
        bool quoted = false;
        foreach (byte[] line in lines)
        {
            if (line is [(byte)'-' or (byte)'+', ..] && IsSymbol(line.AsSpan(1)))
                return DiffForm.Unified;
            gone |= line is [(byte)'<', (byte)' ', ..] && IsSymbol(line.AsSpan(2));
            come |= line is [(byte)'>', (byte)' ', ..] && IsSymbol(line.AsSpan(2));
            quoted |= line is [(byte)'>', (byte)' ', (byte)'-' or (byte)'+', ..] && IsSymbol(line.AsSpan(3));
        }
        // If all lines begin with >, it is the quoting of a mail.
        return gone || come && !quoted && lines.Any(line => line is [not (byte)'>', ..]) ? DiffForm.Normal : null;
    }

    static bool IsSymbol(ReadOnlySpan<byte> line)
    {
        foreach (Func<DialectReader> dialect in DialectReader.All)
        {
            var symbol = new SymbolLine { Section = -1 };
            if (!SymbolListReader.IsNothing(line) && dialect().Read(line, ref symbol) == LineMeaning.Symbol && !symbol.IsUndefined)
                return true;
        }
        return false;
    }

    // Two lines of a map side by side, with a mark between them or none if they are equal; or one line and a mark.
    static bool IsSideBySide(byte[] line)
    {
        ReadOnlySpan<byte> rest = line;
        if (Fields.ReadHex(Fields.TakeWord(ref rest), out _) < 8 || Fields.TakeWord(ref rest).Length != 1)
            return false;
        ReadOnlySpan<byte> whole = rest;
        Fields.TakeWord(ref rest);
        if (rest is [(byte)'|' or (byte)'<' or (byte)'>' or (byte)'/' or (byte)'\\'])
            return true;
        if (rest is [(byte)'|' or (byte)'<' or (byte)'>', (byte)' ' or (byte)'\t', ..])
            Fields.TakeWord(ref rest);
        return rest.Length < whole.Length && Fields.ReadHex(Fields.TakeWord(ref rest), out _) >= 8 && Fields.TakeWord(ref rest).Length == 1
            && !rest.IsEmpty;
    }

    static bool Has(ReadOnlySpan<byte> line, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close) =>
        line.IndexOf(open) is >= 0 and int start && line[start..].IndexOf(close) > 0;
}
