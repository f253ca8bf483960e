using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>How a tree's tool makes a table of a list of symbols.</summary>
/// <param name="Release">The release whose tool writes the same.</param>
/// <param name="Encoding">How it stores addresses.</param>
/// <param name="TextOnly">It takes only symbols in the kernel's text ranges.</param>
/// <param name="PercpuAbsolute">It takes per-cpu symbols for absolute.</param>
/// <param name="LtoSuffix">What its index by name ignores.</param>
/// <param name="SizedLabels">Which labels it gives a size.</param>
sealed record TableForm(
    KernelRelease Release, AddressEncoding Encoding, bool TextOnly, bool PercpuAbsolute, LtoSuffix LtoSuffix, SubTableSet SizedLabels)
{
    /// <summary>The same form.</summary>
    public bool IsLike(TableForm? other) =>
        other is not null && Release.Name == other.Release.Name && this == other with { Release = Release };

    /// <summary>What the tool would write for a list.</summary>
    public TableListing Listing(SymbolList list, ElfTarget target) => Listing(Table(list, target), target);

    /// <summary>The same, assembled.</summary>
    public TableListing? Assembled(SymbolList list, ElfTarget target) => Assembled(Table(list, target), target);

    /// <summary>A table as what a tool writes.</summary>
    public static TableListing Listing(Table table, ElfTarget target) =>
        TableListing.Describe(TableObject.Finished(table, target), table.Spec);

    /// <summary>A table as the object that is assembled of what a tool writes.</summary>
    public static TableListing? Assembled(Table table, ElfTarget target)
    {
        using ByteSource made = ByteSource.FromMemory(ElfObjectWriter.Write(TableObject.Finished(table, target)), "a table");
        return AssembledTable.Read(ElfFile.Parse(made));
    }

    /// <summary>The table that the tool makes of a list.</summary>
    public Table Table(SymbolList list, ElfTarget target)
    {
        TableSymbols entries = SymbolSelection.Entries(list, Release.Rules, TextOnly, PercpuAbsolute);
        var spec = new TableSpec(Release, target.Format, target.Header.Machine, Encoding, LtoSuffix)
        {
            TableFormat = Release.TableFormat with { SizedLabels = SizedLabels },
        };
        return Tables.Table.Build(entries, spec, names => Compression.Kernel.Compress(names, Release.TableFormat));
    }
}

/// <summary>A form that explains a tool's output.</summary>
/// <param name="Form">It.</param>
/// <param name="SampleList">A short list that the tool was given.</param>
/// <param name="SampleText">What it wrote.</param>
sealed record LearnedForm(TableForm Form, SymbolList SampleList, byte[] SampleText);
