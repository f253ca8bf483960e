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
    public TableListing Listing(SymbolList list, ElfTarget target)
    {
        TableSymbols entries = SymbolSelection.Entries(list, Release.Rules, TextOnly, PercpuAbsolute);
        var spec = new TableSpec(Release, target.Format, target.Header.Machine, Encoding, LtoSuffix)
        {
            TableFormat = Release.TableFormat with { SizedLabels = SizedLabels },
        };
        return Listing(Table.Build(entries, spec, names => Compression.Kernel.Compress(names, Release.TableFormat)), target);
    }

    /// <summary>A table as what a tool writes.</summary>
    public static TableListing Listing(Table table, ElfTarget target) =>
        TableListing.Describe(TableObject.Finished(table, target), table.Spec);
}
