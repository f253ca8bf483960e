using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>The result of comparing a table with its image.</summary>
/// <param name="Spec">The form of the table.</param>
/// <param name="TextOnly">Whether it was compared with the kernel's text ranges only.</param>
/// <param name="Symbols">The symbols that the table contains.</param>
/// <param name="Differences">The symbols about which they disagree.</param>
/// <param name="IndexError">What is wrong with the index by name, or null.</param>
sealed record ImageVerdict(
    TableSpec Spec, bool TextOnly, SymbolList Symbols, IReadOnlyList<TableDifference> Differences, string? IndexError)
{
    /// <summary>Whether the table matches the image.</summary>
    public bool Consistent => Differences.Count == 0 && IndexError is null;
}

/// <summary>Decodes the table from the bytes of an image and compares it with the image's own symbols.</summary>
static class ImageVerifier
{
    const int FewDifferences = 10_000;

    /// <summary>
    /// Verifies a table that was written into an image, from the bytes of the file: its contents must be those it was made from, and
    /// the image must still have the symbols that it was made from.
    /// </summary>
    /// <param name="path">The image in its current state.</param>
    /// <param name="place">Where the table was written.</param>
    /// <param name="before">The symbols of the image as linked.</param>
    /// <param name="table">The table that was written.</param>
    /// <param name="textOnly">Whether it has the kernel's text ranges only.</param>
    /// <param name="foreseen">What was to be written, read back already.</param>
    public static ImageVerdict VerifyWritten(
        string path, TableLabels place, ElfSymbols before, Table table, bool textOnly, ForeseenTable foreseen)
    {
        using ElfFile image = ElfFile.Open(path);
        Task<bool> sameSymbols = Task.Run(() => image.Sections.SequenceEqual(place.Image.Sections) && before.AreIn(image));
        TableBytes bytes = place.In(image).Read();
        ImageVerdict verdict = foreseen.IsIn(bytes) ? foreseen.Verdict : Verify(table, bytes, textOnly);
        if (!sameSymbols.GetAwaiter().GetResult())
            throw new KallsymsException(ErrorKind.Negative, "its symbols changed while the table was written", path);
        return verdict;
    }

    /// <summary>Verifies that bytes are a table.</summary>
    /// <param name="table">What they ought to say.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="textOnly">It has the kernel's text ranges only.</param>
    public static ImageVerdict Verify(Table table, TableBytes bytes, bool textOnly) =>
        Compare(table.Spec, textOnly, TableReader.Read(table.Spec, bytes), bytes, table.Symbols);

    /// <summary>
    /// Verifies a table of unknown form. Its bytes determine one or a few possible forms, and every release with such a form is tried
    /// for the rules that selected the symbols. The verdict is that of the release that fits best.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="all">All symbols that nm -n lists of the image, or a System.map.</param>
    /// <param name="release">The only release to consider, or null for any.</param>
    public static ImageVerdict Verify(TableLabels table, SymbolList all, KernelRelease? release)
    {
        TableBytes bytes = table.Read();
        return Verify(TableDetector.ReadAll(table.Image.Format, table.Image.Header.Machine, bytes), bytes, all, release);
    }

    /// <summary>Verifies a table whose reading has already been chosen.</summary>
    /// <param name="spec">The form of the table.</param>
    /// <param name="symbols">Its symbols.</param>
    /// <param name="bytes">Its sub-tables.</param>
    /// <param name="all">All symbols that nm -n lists of the image, or a System.map.</param>
    /// <param name="release">The only release to consider, or null for any.</param>
    public static ImageVerdict Verify(TableSpec spec, SymbolList symbols, TableBytes bytes, SymbolList all, KernelRelease? release) =>
        Verify(Readings(spec, symbols, bytes), bytes, all, release, spec);

    /// <summary>The form of a table as a release writes it.</summary>
    /// <exception cref="KallsymsException">No reading of the table has the form of that release.</exception>
    public static TableSpec FormOf(TableSpec spec, SymbolList symbols, TableBytes bytes, KernelRelease release) =>
        Readings(spec, symbols, bytes).Select(reading => reading.Item1).FirstOrDefault(form => form.IsOf(release))?.WrittenBy(release)
            ?? throw IsOfAnother(spec, release, bytes.Source);

    static KallsymsException IsOfAnother(TableSpec form, KernelRelease release, string file) =>
        new(ErrorKind.Negative, $"its table has the form of {form.Release.Name}, not of {release.Name}", file);

    // A small table may fit several releases, all with the same symbols. A vendor's may fit none.
    static IEnumerable<(TableSpec, SymbolList)> Readings(TableSpec spec, SymbolList symbols, TableBytes bytes)
    {
        bool any = false;
        foreach ((TableSpec other, SymbolList read) in TableDetector.TryReadAll(spec.Format, spec.Machine, bytes))
        {
            if (!read.Addresses.SequenceEqual(symbols.Addresses))
                continue;
            any = true;
            // Reuse the list if it is the same.
            yield return (other, read.IsSame(symbols) ? symbols : read);
        }
        if (!any)
            yield return (spec, symbols);
    }

    static ImageVerdict Verify(
        IEnumerable<(TableSpec Spec, SymbolList Symbols)> readings, TableBytes bytes, SymbolList all, KernelRelease? release,
        TableSpec? form = null)
    {
        ImageVerdict? best = null;
        all = PercpuSymbols.WithLettersOfMap(all);
        foreach ((TableSpec found, SymbolList decoded) in readings)
        {
            form ??= found;
            IEnumerable<TableSpec> specs = (release is null ? KernelRelease.All : [release]).Where(found.IsOf).Select(found.WrittenBy);
            foreach (TableSpec spec in release is null ? specs.DefaultIfEmpty(found) : specs)
            {
                foreach (bool textOnly in (bool[])[false, true])
                {
                    ImageVerdict verdict = Compare(spec, textOnly, decoded, bytes, Expected(spec, textOnly, all));
                    if (verdict.Consistent)
                        return verdict;
                    if (best is null || verdict.Differences.Count < best.Differences.Count)
                        best = verdict;
                }
                // No release's rules explain so many differences: the list belongs to something else.
                if (best!.Differences.Count > Math.Max(FewDifferences, all.Count / 2))
                    break;
            }
        }
        return best ?? throw IsOfAnother(form!, release!, bytes.Source);
    }

    /// <summary>The release whose rules fit an image's table best; null: the image has no table.</summary>
    /// <exception cref="KallsymsException">The table is damaged.</exception>
    public static KernelRelease? FindRelease(ElfFile image, SymbolList symbols) =>
        TableLabels.Find(image, symbols) is { } table ? Verify(table, symbols, release: null).Spec.Release : null;

    static TableSymbols Expected(TableSpec spec, bool textOnly, SymbolList all) =>
        SymbolSelection.Table(all, spec.Release.Rules, textOnly, spec.HasPercpuAbsolute(all));

    static ImageVerdict Compare(TableSpec spec, bool textOnly, SymbolList decoded, TableBytes bytes, TableSymbols expected)
    {
        IReadOnlyList<TableDifference> differences = TableVerifier.Compare(decoded, expected.List);
        if (!spec.TableFormat.HasNameIndex)
            return new(spec, textOnly, decoded, differences, null);

        int[] seqs = TableReader.ReadSeqs(bytes, decoded.Count);
        string? error = null;
        foreach (LtoSuffix suffix in Enum.GetValues<LtoSuffix>())
        {
            string? wrong = TableVerifier.CheckSeqs(decoded, seqs, suffix);
            if (wrong is null)
                return new(spec with { LtoSuffix = suffix }, textOnly, decoded, differences, null);
            error ??= wrong;
        }
        return new(spec, textOnly, decoded, differences, error);
    }
}
