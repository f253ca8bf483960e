namespace Kallsyms.Symbols.Lists;

/// <summary>The form of a diff of two lists.</summary>
enum DiffForm
{
    /// <summary>diff -u, git diff; or only its changed lines, each with a sign.</summary>
    Unified,

    /// <summary>diff -c.</summary>
    Context,

    /// <summary>diff without options.</summary>
    Normal,
}

/// <summary>The form of a text of symbols, recognised from its first lines.</summary>
/// <param name="Decoration">What precedes every line.</param>
/// <param name="Diff">The form of diff of two lists, or null for a single list.</param>
/// <param name="Dialect">Creates readers of its lines.</param>
sealed record TextForm(LineDecoration Decoration, DiffForm? Diff, Func<DialectReader> Dialect)
{
    /// <summary>Recognises the form of a text.</summary>
    /// <exception cref="KallsymsException">The text has no readable form; the message says what it looks like, and what to do.</exception>
    public static TextForm Recognise(TextLines text)
    {
        List<byte[]> sample = text.Sample();
        // The first pass of a build starts with an empty list.
        if (sample.All(line => line.Length == 0))
            return new(LineDecoration.None, null, () => new MapLines());
        ForeignText.Refuse(text, sample);
        (LineDecoration Decoration, byte[][] Lines)[] candidates = LineDecoration.Candidates(sample).Select(decoration => (
            decoration, sample.Select(line => decoration.TryStrip(line, out ReadOnlySpan<byte> rest) ? rest.ToArray() : line).ToArray()))
            .ToArray();
        return WholeDiff(text, candidates) ?? ListOrExcerpt(candidates, sample.Count) ?? throw ForeignText.Error(text, sample);
    }

    // One with headings, in whatever dress: where it is quoted, its lines look like marked ones of another form.
    static TextForm? WholeDiff(TextLines text, (LineDecoration Decoration, byte[][] Lines)[] candidates)
    {
        foreach ((LineDecoration decoration, byte[][] lines) in candidates)
        {
            DiffShapes.Refuse(text, lines);
            if (DiffShapes.Recognise(lines) is { } diff && OfDiff(decoration, lines, diff) is { } form)
                return form;
        }
        return null;
    }

    static TextForm? ListOrExcerpt((LineDecoration Decoration, byte[][] Lines)[] candidates, int count)
    {
        TextForm? best = null;
        (int Leading, int Total) most = default;
        foreach ((LineDecoration decoration, byte[][] lines) in candidates)
        {
            if (DiffShapes.RecogniseExcerpt(lines) is { } diff && OfDiff(decoration, lines, diff) is { } form)
                return form;
            if (Best(lines, out (int Leading, int Total) fit) is not { } dialect || fit.CompareTo(most) <= 0)
                continue;
            (best, most) = (new(decoration, null, dialect), fit);
            if (fit.Leading == lines.Length)
                break;
        }
        // A text where only an occasional word has that form is not a list.
        return most.Leading > 0 || most.Total * 2 > count ? best : null;
    }

    static TextForm? OfDiff(LineDecoration decoration, byte[][] lines, DiffForm diff) =>
        Best(DiffShapes.Contents(lines, diff), out _) is { } content ? new(decoration, diff, content) : null;

    // The dialect that reads most lines before the first unknown one, or if that is none, most lines overall.
    static Func<DialectReader>? Best(IReadOnlyList<byte[]> lines, out (int Leading, int Total) most)
    {
        Func<DialectReader>? best = null;
        most = default;
        foreach (Func<DialectReader> dialect in DialectReader.All)
        {
            (int, int) fit = Fit(lines, dialect());
            if (fit.CompareTo(most) > 0)
                (best, most) = (dialect, fit);
        }
        return best;
    }

    // Lines up to the first unknown one, and symbols in total. Nothing if no symbol has an address, unless all are undefined, as at the
    // start of nm -n's output.
    static (int Leading, int Total) Fit(IReadOnlyList<byte[]> lines, DialectReader dialect)
    {
        int leading = 0;
        int total = 0;
        bool addresses = false;
        bool addressesLead = false;
        for (int i = 0; i < lines.Count; i++)
        {
            var symbol = new SymbolLine { Section = -1 };
            LineMeaning meaning = SymbolListReader.IsNothing(lines[i]) ? LineMeaning.Nothing : dialect.Read(lines[i], ref symbol);
            if (meaning == LineMeaning.Symbol)
            {
                total++;
                addresses |= !symbol.IsUndefined;
                addressesLead |= !symbol.IsUndefined && leading == i;
            }
            leading += meaning != LineMeaning.Unknown && leading == i ? 1 : 0;
        }
        bool undefined = dialect.Dialect == ListDialect.Map && total > 0 && leading == lines.Count;
        return addresses || undefined ? (addressesLead || undefined ? leading : 0, total) : default;
    }
}
