using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Learns how a tree's tool makes tables from what it makes of a few short lists. Nothing is taken on trust: a form counts only if it
/// gives the same bytes, labels and addresses for each of them.
/// </summary>
static class FormProbe
{
    /// <summary>The form; null when no known one explains what the tool writes.</summary>
    /// <param name="run">The tool: what it writes for a list; null when it refuses it.</param>
    /// <param name="target">The machine.</param>
    /// <param name="hint">The release that the tree says it is: asked first, believed only if it is right.</param>
    public static LearnedForm? Learn(Func<byte[], byte[]?> run, ElfTarget target, KernelRelease? hint)
    {
        bool wide = target.Format.Is64;
        var seen = new List<(SymbolList List, byte[] Text, TableListing Written)>();
        foreach (byte[] probe in ProbeLists.Usual(wide))
        {
            if (run(probe) is { } text && Read(text, target) is { } listing)
                seen.Add((Symbols(probe), text, listing));
        }
        if (seen.Count == 0)
            return null;
        byte[] many = ProbeLists.Many(wide);
        TableListing? ofMany = run(many) is { } longer ? Read(longer, target) : null;
        bool ExplainsMany(TableForm form) =>
            ofMany is not null && Explains(() => form.Listing(Symbols(many), target).DifferenceFrom(ofMany) is null);
        byte[] longNames = ProbeLists.LongNames(wide);
        TableListing? ofLongNames = run(longNames) is { } written ? Read(written, target) : null;
        bool ExplainsLongNames(TableForm form) => !form.Release.TableFormat.TwoByteLengths
            || ofLongNames is not null && Explains(() => form.Listing(Symbols(longNames), target).DifferenceFrom(ofLongNames) is null);
        TableForm? Find(int first) => Candidates(seen[^1].Written, hint).FirstOrDefault(form =>
            seen.Skip(first).All(one => Explains(() => form.Listing(one.List, target).DifferenceFrom(one.Written) is null))
            && ExplainsMany(form) && ExplainsLongNames(form));
        // A tool at the end of a pipe that refuses a list has written half a table, and has not failed.
        return (Find(0) ?? Find(seen.Count - 1)) is { } form ? new(form, seen[^1].List, seen[^1].Text) : null;
    }

    /// <summary>The form that explains an assembled table; null when none does.</summary>
    /// <param name="assembled">The table.</param>
    /// <param name="hint">As for <see cref="Learn"/>.</param>
    /// <param name="list">What the tool of a release was given.</param>
    /// <param name="target">The machine.</param>
    public static TableForm? Explain(
        TableListing assembled, KernelRelease? hint, Func<KernelRelease, SymbolList> list, ElfTarget target) =>
        Candidates(assembled, hint).FirstOrDefault(
            form => Explains(() => AssembledTable.AreSame(form.Assembled(list(form.Release), target), assembled)));

    /// <summary>
    /// The likely form of an assembled table without symbols, of which only the labels tell anything, as the configuration has it; null
    /// when no known form has such labels.
    /// </summary>
    public static TableForm? Guess(TableListing assembled, KernelRelease? hint, KernelConfig config) => Candidates(assembled, hint)
        .OrderByDescending(form => form.Encoding != AddressEncoding.Direct || !config.Has("64BIT") && !config.Has("RELOCATABLE"))
        .ThenByDescending(form => form.TextOnly != config.Has("KALLSYMS_ALL"))
        .ThenByDescending(form => form.PercpuAbsolute == config.Has("KALLSYMS_ABSOLUTE_PERCPU"))
        .ThenByDescending(form => form.LtoSuffix != LtoSuffix.None == config.Has("LTO_CLANG"))
        .FirstOrDefault();

    static TableListing? Read(byte[] text, ElfTarget target) => TableListingParser.Parse(text, target.Format, target.Header.Machine);

    static SymbolList Symbols(byte[] probe)
    {
        using ByteSource source = ByteSource.FromMemory(probe, "a probe");
        return SymbolListFile.Read(source).Symbols;
    }

    // A list that a form cannot hold is not explained by it.
    static bool Explains(Func<bool> isSame)
    {
        try
        {
            return isSame();
        }
        catch (KallsymsException)
        {
            return false;
        }
    }

    static IEnumerable<TableForm> Candidates(TableListing written, KernelRelease? hint)
    {
        SubTableSet sized = written.SizedLabels;
        foreach (KernelRelease release in hint is null ? KernelRelease.All : [hint, .. KernelRelease.All])
        {
            foreach (AddressEncoding encoding in Encodings(written).Where(encoding => SameParts(written, release, encoding)))
            {
                foreach (bool textOnly in (bool[])[false, true])
                {
                    foreach (bool percpu in PercpuRules(encoding))
                    {
                        foreach (LtoSuffix suffix in release.TableFormat.HasNameIndex ? Enum.GetValues<LtoSuffix>() : [LtoSuffix.None])
                            yield return new(release, encoding, textOnly, percpu, suffix, sized);
                    }
                }
            }
        }
    }

    static AddressEncoding[] Encodings(TableListing written) =>
        written.Has(SubTable.Addresses) ? [AddressEncoding.Absolute]
        : written.Has(SubTable.RelativeBase) ? [AddressEncoding.BaseRelative, AddressEncoding.PercpuAbsolute]
        : written.Words.Count > 0 ? [AddressEncoding.PlaceRelative]
        : [AddressEncoding.Direct, AddressEncoding.PlaceRelative];

    static bool[] PercpuRules(AddressEncoding encoding) =>
        encoding == AddressEncoding.Absolute ? [false, true] : [encoding == AddressEncoding.PercpuAbsolute];

    static bool SameParts(TableListing written, KernelRelease release, AddressEncoding encoding) =>
        release.TableFormat.Shape.Order(encoding).Select(part => part.Label()).SequenceEqual(written.Labels.Select(label => label.Name));
}
