namespace Kallsyms.Symbols.Lists;

/// <summary>Reads a diff of two lists into the two, as far as it tells them.</summary>
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

    /// <summary>The earlier and the later list.</summary>
    /// <exception cref="KallsymsException">A line of the lists is damaged, or the diff tells no difference.</exception>
    public static SymbolListFile[] Read(TextLines text, TextForm form, DiffForm diff)
    {
        using var reader = new DiffReader(text, form);
        var splitter = DiffSplitter.Of(diff);
        while (text.TryRead(out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> bare = form.Decoration.TryStrip(line, out ReadOnlySpan<byte> rest) ? rest : [];
            DiffSide side = splitter.Next(bare, out ReadOnlySpan<byte> content);
            if (splitter.StartsHunk)
                reader.AddPending();
            if (side != DiffSide.None && !SymbolListReader.IsNothing(content))
                reader.Add(side, content, splitter.IsCertain);
        }
        reader.AddPending();
        SymbolListReader.RefuseAddresses(text, reader._before.Columns, reader._after.Columns);
        SymbolListFile[] sides = [reader._before.Finish(text, form, " (-)"), reader._after.Finish(text, form, " (+)")];
        return !sides[0].Symbols.IsSame(sides[1].Symbols) ? sides
            : throw text.Error("is a diff in which both lists are the same: lines may have been lost, or it differs in blanks only");
    }

    public void Dispose() => _pending.Dispose();

    void Add(DiffSide side, ReadOnlySpan<byte> content, bool isCertain)
    {
        bool known = side == DiffSide.After ? _after.Add(content) : _before.Add(content);
        if (!known)
        {
            // A word behind a dash is a mail's; an address is not.
            if (isCertain || Fields.ReadHex(content, out _) >= ShortestAddress)
                throw _text.Error(_before.Dialect.Form, content);
            return;
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

    // A hunk without a part for the later list: what both have is in the earlier's.
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
        /// <summary>Adds what a line tells; false: it is no line of a list.</summary>
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
