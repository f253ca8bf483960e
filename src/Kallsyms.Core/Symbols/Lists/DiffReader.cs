namespace Kallsyms.Symbols.Lists;

/// <summary>Splits a diff of two lists into the lists, as far as it contains them.</summary>
sealed class DiffReader : IDisposable
{
    const int ShortestAddress = 8;
    const int MostPending = 64 << 20;

    readonly TextLines _text;
    readonly Side _before;
    readonly Side _after;
    readonly MemoryStream _pending = new();

    DiffReader(TextLines text, TextForm form) =>
        (_text, _before, _after) = (text, new(form.Dialect(), new(text.Name)), new(form.Dialect(), new(text.Name)));

    /// <summary>Returns the earlier and the later list.</summary>
    /// <exception cref="KallsymsException">A line of the lists is damaged, or the diff shows no difference.</exception>
    public static SymbolListFile[] Read(TextLines text, TextForm form, DiffForm diff)
    {
        using var reader = new DiffReader(text, form);
        var splitter = DiffSplitter.Of(diff);
        while (text.TryRead(out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> bare = form.Decoration.TryStrip(line, out ReadOnlySpan<byte> rest) ? rest : [];
            int missing = splitter.Missing;
            DiffSide side = splitter.Next(bare, out ReadOnlySpan<byte> content);
            if (splitter.StartsHunk || splitter.StartsAnother)
                reader.EndHunk(missing);
            if (splitter.StartsAnother)
                throw text.Error($"has another diff from line {text.Number} on: give one at a time, or the two lists");
            if (side != DiffSide.None && !SymbolListReader.IsNothing(content))
                reader.Add(side, content, splitter);
        }
        reader.EndHunk(splitter.Missing);
        if (!splitter.HasHunk)
            reader.RefuseOneSided();
        SymbolListReader.RefuseAddresses(text, reader._before.Columns, reader._after.Columns);
        bool isPart = !splitter.HasEmpty;
        SymbolListFile[] sides =
        [
            reader._before.Finish(text, form, " (-)") with { IsPart = isPart },
            reader._after.Finish(text, form, " (+)") with { IsPart = isPart },
        ];
        return !sides[0].Symbols.IsSame(sides[1].Symbols) ? sides
            : throw text.Error("is a diff in which both lists are the same: lines may have been lost, or it differs in blanks only");
    }

    public void Dispose() => _pending.Dispose();

    void EndHunk(int missing)
    {
        if (missing > 0)
        {
            throw _text.Error($"line {_text.Number}: the hunk lacks {Quantity.Of(missing, "line")} that its heading counts: it was cut off "
                + "or lines were taken out; give the whole diff, or the two lists");
        }
        AddPending();
    }

    // Of an excerpt, nothing can be said of the other list, least of all that it is empty.
    void RefuseOneSided()
    {
        if (_before.Columns.Count == 0 || _after.Columns.Count == 0)
        {
            throw _text.Error("is a diff with lines of one list only, and does not say that the other is empty: give the whole diff, or "
                + "the two lists (nm without -t, whose negative numbers look like a diff)");
        }
    }

    void Add(DiffSide side, ReadOnlySpan<byte> content, DiffSplitter splitter)
    {
        bool known = side == DiffSide.After ? _after.Add(content) : _before.Add(content);
        if (!known)
        {
            // A dash followed by a word belongs to a mail; followed by an address, it does not.
            if (splitter.IsCertain || Fields.ReadHex(content, out _) >= ShortestAddress)
                throw _text.Error(_before.Dialect.Form, content);
            return;
        }
        if (splitter.IsBeyond)
        {
            throw _text.Error($"line {_text.Number}: the hunk has more lines than its heading counts: lines were put in, or it is another "
                + "diff's; give the whole diff, or the two lists");
        }
        if (side == DiffSide.Both)
            _after.Add(content);
        if (side is DiffSide.Both or DiffSide.After)
            _pending.SetLength(0);
        if (side == DiffSide.BeforeAndPerhapsAfter)
            Keep(content);
    }

    void Keep(ReadOnlySpan<byte> content)
    {
        if (_pending.Length > MostPending)
            throw _text.Error($"is a context diff whose hunks have more than {MostPending} bytes: make it again with diff -u");
        _pending.Write(content);
        _pending.WriteByte((byte)'\n');
    }

    // A hunk without a part for the later list: the common lines are in the earlier list's part.
    void AddPending()
    {
        ReadOnlySpan<byte> lines = _pending.GetBuffer().AsSpan(0, (int)_pending.Length);
        while (lines.Length > 0)
        {
            int end = lines.IndexOf((byte)'\n');
            _after.Add(lines[..end]);
            lines = lines[(end + 1)..];
        }
        _pending.SetLength(0);
    }

    readonly record struct Side(DialectReader Dialect, SymbolColumns Columns)
    {
        /// <summary>Adds the symbol of a line; false if it is not a line of a list.</summary>
        public bool Add(ReadOnlySpan<byte> line)
        {
            var symbol = new SymbolLine { Section = -1 };
            LineMeaning meaning = Dialect.Read(line, ref symbol);
            if (meaning == LineMeaning.Symbol)
                Columns.Add(symbol);
            return meaning != LineMeaning.Unknown;
        }

        public SymbolListFile Finish(TextLines text, TextForm form, string mark) =>
            SymbolListReader.Finish(Columns, text, form, text.Name + mark);
    }
}
