namespace Kallsyms.Symbols.Lists;

/// <summary>Turns the lines of a text into symbols: recognises, strips, reads and checks them.</summary>
static class SymbolListReader
{
    const string HowToSee = "Read /proc/kallsyms as root, or with kernel.kptr_restrict=0";

    /// <summary>Reads one list.</summary>
    /// <exception cref="KallsymsException">The text is not a list, or is damaged.</exception>
    public static SymbolListFile ReadList(TextLines text)
    {
        TextForm form = TextForm.Recognise(text);
        return form.Diff is not { } diff ? ReadList(text, form)
            : throw text.Error($"is a {NameOf(diff)} of two lists, not a list: kallsyms explain reads it");
    }

    /// <summary>Reads one list, or the two of a diff.</summary>
    /// <exception cref="KallsymsException">The text is neither, or is damaged.</exception>
    public static SymbolListFile[] ReadSides(TextLines text)
    {
        TextForm form = TextForm.Recognise(text);
        return form.Diff is { } diff ? DiffReader.Read(text, form, diff) : [ReadList(text, form)];
    }

    /// <summary>Whether a line is blank or a comment. ##[error] is what a build service puts before lines.</summary>
    public static bool IsNothing(ReadOnlySpan<byte> line) =>
        line.IsEmpty || line[0] == '#' && !line.StartsWith("##["u8)
        || line[0] is (byte)' ' or (byte)'\t' && line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;

    /// <summary>Refuses lists without a single address other than 0, and those whose addresses are not hexadecimal.</summary>
    /// <exception cref="KallsymsException">The lists are such.</exception>
    public static void RefuseAddresses(TextLines text, params ReadOnlySpan<SymbolColumns> lists)
    {
        foreach (SymbolColumns list in lists)
        {
            if (list.IsOtherBase)
                throw text.Error($"is {ForeignText.OtherBase}; no digit is above 9");
        }
        int defined = 0;
        bool digits = false;
        foreach (SymbolColumns list in lists)
        {
            if (list.HasAddress)
                return;
            (defined, digits) = (defined + list.Defined, digits | list.HasDigits);
        }
        // One symbol may be at 0; without digits it has "(null)" instead.
        if (defined > 1 || defined > 0 && !digits)
            throw text.Error("addresses are hidden: all are 0, which is what the kernel shows to those who may not see them. " + HowToSee);
    }

    /// <summary>Returns the symbols as a list.</summary>
    /// <exception cref="KallsymsException">The text is only a placeholder for a list.</exception>
    public static SymbolListFile Finish(SymbolColumns columns, TextLines text, TextForm form, string name)
    {
        ListDialect dialect = form.Dialect().Dialect;
        (bool? isWide, IReadOnlyList<(int, string?)> modules) = (columns.IsWide(isPadded: dialect != ListDialect.NmPosix), columns.Modules);
        SymbolList symbols = columns.Build();
        if (symbols.Count == 1 && symbols.Name(0).StartsWith("The real System.map is in "u8))
        {
            string placeholder = symbols.NameText(0);
            throw text.Error($"is Debian's placeholder for System.map: {char.ToLowerInvariant(placeholder[0])}{placeholder[1..]}");
        }
        if (dialect == ListDialect.Readelf)
            symbols = SectionLetter.Refine(symbols);
        // The order of a symbol table means nothing.
        if (dialect is ListDialect.Readelf or ListDialect.Objdump or ListDialect.NmPosix or ListDialect.NmSysv)
            symbols = NumericOrder.Sort(symbols);
        return new()
        {
            Name = name,
            Dialect = dialect,
            Symbols = symbols,
            Prefix = form.Decoration.Text,
            Packing = text.Packing,
            IsWide = isWide,
            Modules = modules,
        };
    }

    static SymbolListFile ReadList(TextLines text, TextForm form)
    {
        DialectReader dialect = form.Dialect();
        var columns = new SymbolColumns(text.Name);
        bool isCutOff = false;
        while (text.TryRead(out ReadOnlySpan<byte> line))
        {
            isCutOff = text.IsCutOff;
            ReadOnlySpan<byte> bare = Bare(text, form.Decoration, line);
            if (IsNothing(bare))
            {
                ForeignText.RefuseMerge(text, bare);
                continue;
            }
            var symbol = new SymbolLine { Section = -1 };
            LineMeaning meaning = dialect.Read(bare, ref symbol);
            if (meaning == LineMeaning.Symbol && symbol.Name.IsEmpty && text.IsCutOff)
                throw text.Error($"line {text.Number} ends before its name: the list is cut off");
            if (meaning == LineMeaning.Symbol)
                columns.Add(symbol);
            else if (meaning == LineMeaning.Unknown)
                throw ForeignText.LineError(text, dialect.Form, bare);
        }
        RefuseAddresses(text, columns);
        SymbolListFile list = Finish(columns, text, form, text.Name);
        if (SizeColumn.Is(list.Symbols))
            throw text.Error($"is {SizeColumn.Advice}");
        return list with { IsCutOff = isCutOff && list.Symbols.IndexOf("_end"u8, 0) < 0 };
    }

    /// <summary>Returns a line without its decoration.</summary>
    /// <exception cref="KallsymsException">The line lacks the decoration.</exception>
    public static ReadOnlySpan<byte> Bare(TextLines text, LineDecoration decoration, ReadOnlySpan<byte> line)
    {
        if (decoration.TryStrip(line, out ReadOnlySpan<byte> bare) || IsNothing(line))
            return bare;
        // "On Monday, somebody wrote:"
        return decoration.IsQuote && line[^1] == ':' ? []
            : throw text.Error($"'{decoration.Text.TrimEnd()}' as before the other lines", line);
    }

    static string NameOf(DiffForm form) => form switch
    {
        DiffForm.Unified => "unified diff",
        DiffForm.Context => "context diff",
        _ => "diff",
    };
}
