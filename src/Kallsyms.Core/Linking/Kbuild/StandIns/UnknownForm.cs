using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Estimate;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// The image of a script whose tables are of no form that is known here. It is linked with an object of the script's own, or with one that
/// the tree's tool makes of the expected symbols; a later command whose object is alike gets it with what that object says.
/// </summary>
/// <param name="image">Links it.</param>
/// <param name="before">What was linked for the script while its tables seemed to be of a known form.</param>
/// <param name="directory">Where files are made.</param>
/// <param name="make">Variables of the build.</param>
/// <param name="config">The kernel's configuration.</param>
/// <param name="filter">Which symbols System.map has; null for the rules of the tree's release.</param>
sealed class UnknownForm(
    ProductImage image, WantedImage before, StandInDirectory directory, KbuildVariables make, KernelConfig config, ISymbolFilter? filter)
{
    const string Current = "table.o";

    (LinkKey Key, DateTime Time)? _first = before.First;
    Linked? _last;

    /// <summary>What makes the tables, where that is known.</summary>
    public TreeTool? Tool { get; set; }

    /// <summary>Makes the image for a command.</summary>
    /// <returns>
    /// Whether an image with the same addresses was there before, so that the command's table may have been made of that.
    /// </returns>
    public bool Make(AskedLink link, GivenTable table)
    {
        var key = LinkKey.Of(link.Marked, link.Environment, before.Begin);
        if (_first is { } first && key.MadeOfImage(first.Key, first.Time) is { } made)
            throw new KallsymsException(ErrorKind.Unreadable, $"{made} is made between its links, and may tell of an image");
        byte[] own = InputFile.ReadBytes(table.Path);
        bool isThere = _last is { } last && last.Key.Text == key.Text && IsAlike(own);
        if (isThere && _last!.Suits(link) && image.MayServe(link) && Fill(_last, own))
            return true;
        Link(link, key, _last is null && Expected(link, table) is { } expected ? expected : own);
        return isThere;
    }

    void Link(AskedLink link, LinkKey key, byte[] table)
    {
        string name = link.IsLast ? link.ObjectName : WantedImage.LastName(link.ObjectName, make);
        bool withLinkMap = link.MapFile is not null || config.Has("VMLINUX_MAP");
        image.Link(link, table, name, withLinkMap);
        directory.Write(Current, table);
        using ElfFile file = ElfFile.Open(image.Path);
        _last = new(
            key, File.GetLastWriteTimeUtc(image.Path), name, ProductImage.Records(file, name), withLinkMap, Recognise(file, link.Words));
        _first ??= (key, _last.Time);
    }

    static (bool IsKnown, BuildId? Id) Recognise(ElfFile file, string[] words)
    {
        try
        {
            return (true, LinkerCommandLine.Parse(words).NamesBuildId ? null : BuildId.Recognise(file));
        }
        catch (KallsymsException)
        {
            return default;
        }
    }

    bool IsAlike(byte[] table)
    {
        using ElfFile current = ElfFile.Open(directory[Current]);
        using ByteSource source = ByteSource.FromMemory(table, "a table");
        return TableTransplant.AreAlike(current, ElfFile.Parse(source));
    }

    bool Fill(Linked linked, byte[] table)
    {
        if (!linked.BuildId.IsKnown)
            return false;
        using (ElfFile file = ElfFile.Open(image.Path))
        using (ElfFile current = ElfFile.Open(directory[Current]))
        using (ByteSource source = ByteSource.FromMemory(table, "a table"))
        {
            if (TableTransplant.Make(file, current, ElfFile.Parse(source)) is not { } patch)
                return false;
            patch.Apply(image.Path);
        }
        directory.Write(Current, table);
        using ElfFile filled = ElfFile.Open(image.Path);
        linked.BuildId.Id?.Recompute(filled).Apply(image.Path);
        return true;
    }

    // The table as the tree's tool would make it of the symbols that the inputs lead to expect; null where nothing tells.
    byte[]? Expected(AskedLink link, GivenTable table)
    {
        if (Tool is null || table.Labels() is not { } labels
            || SymbolEstimate.Make(LinkerCommandLine.Parse(LinkKey.Product(link.Marked)), labels) is not { } estimate)
        {
            return null;
        }
        SymbolRules rules = (ReleaseFinder.FromTree(Directory.GetCurrentDirectory()) ?? KernelRelease.Newest).Rules;
        SymbolList list = rules.ToolInput(estimate.Symbols, all => filter?.Select(all) ?? SymbolSelection.Map(all, rules));
        return Tool.Run(Text(list, labels.Target.Format.Is64), directory["expected"]) is { } text
            && SampleObject.Assemble(text, make, directory) is { } made && made.Labels() is { } own
            && own.Labels.Select(label => label.Name).SequenceEqual(labels.Labels.Select(label => label.Name))
            ? InputFile.ReadBytes(made.Path) : null;
    }

    static byte[] Text(SymbolList list, bool wide)
    {
        int[] order = Enumerable.Range(0, list.Count)
            .OrderBy(i => list.Addresses[i]).ThenBy(list.NameText, StringComparer.Ordinal).ToArray();
        using var text = new MemoryStream();
        SystemMap.Write(text, list.Select(order), wide);
        return text.ToArray();
    }

    /// <summary>A link that was made.</summary>
    /// <param name="Key">What it was linked from.</param>
    /// <param name="Time">When its image was there.</param>
    /// <param name="ObjectName">The table object's name, as the linker was told it.</param>
    /// <param name="RecordsName">And as the image tells.</param>
    /// <param name="HasLinkMap">The linker wrote its own map, too.</param>
    /// <param name="BuildId">Whether it is known how its build id is made, and that; null: it has none.</param>
    sealed record Linked(
        LinkKey Key, DateTime Time, string ObjectName, bool RecordsName, bool HasLinkMap, (bool IsKnown, BuildId? Id) BuildId)
    {
        /// <summary>The image is as a command wants it, but for the table.</summary>
        public bool Suits(AskedLink link) => (HasLinkMap || link.MapFile is null)
            && !(link.IsLast && RecordsName && ObjectName != link.ObjectName);
    }
}
