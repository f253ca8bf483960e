using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Tables;

/// <summary>
/// Reads a table of unknown origin. The form is decided by which sub-tables exist, their order, and what decodes without contradiction,
/// never by a version string: stable and vendor kernels carry formats of later releases.
/// </summary>
static class TableDetector
{
    /// <summary>Returns the form and the symbols of a table.</summary>
    /// <exception cref="KallsymsException">No known form fits; the message is that of the most likely form.</exception>
    public static (TableSpec Spec, SymbolList Symbols) Read(ElfFormat format, ElfMachine machine, TableBytes table) =>
        ReadAll(format, machine, table).First();

    /// <summary>Returns all forms that the table can be read as, newest first; a small one may fit several.</summary>
    /// <exception cref="KallsymsException">No known form fits; the message is that of the most likely form.</exception>
    public static IEnumerable<(TableSpec Spec, SymbolList Symbols)> ReadAll(ElfFormat format, ElfMachine machine, TableBytes table)
    {
        var errors = new List<KallsymsException>();
        bool any = false;
        foreach ((TableSpec spec, SymbolList symbols) in TryReadAll(format, machine, table, errors))
        {
            any = true;
            yield return (spec, symbols);
        }
        if (!any)
        {
            throw errors.FirstOrDefault() ?? new KallsymsException(
                ErrorKind.Unreadable, "has kallsyms labels, but no known layout has this set of them", table.Source);
        }
    }

    /// <summary>Returns all forms that the table can be read as; none if no known form fits.</summary>
    /// <param name="format">Word size and byte order.</param>
    /// <param name="machine">The image's machine.</param>
    /// <param name="table">The sub-tables.</param>
    /// <param name="errors">Receives the reasons why other forms do not fit.</param>
    internal static IEnumerable<(TableSpec Spec, SymbolList Symbols)> TryReadAll(
        ElfFormat format, ElfMachine machine, TableBytes table, List<KallsymsException>? errors = null)
    {
        foreach (TableSpec spec in Candidates(format, machine, table))
        {
            (SymbolList? symbols, KallsymsException? error) = TryRead(spec, table);
            if (symbols is not null)
                yield return (spec, symbols);
            else
                errors?.Add(error!);
        }
    }

    static (SymbolList? Symbols, KallsymsException? Error) TryRead(TableSpec spec, TableBytes table)
    {
        try
        {
            SymbolList symbols = TableReader.Read(spec, table);
            return IsSorted(symbols.Addresses)
                ? (symbols, null)
                : (null, table.Damaged(spec.AddressTable, 0, $"addresses do not rise when read as {spec.Encoding} ({spec.Release.Name})"));
        }
        catch (KallsymsException e)
        {
            return (null, e);
        }
    }

    static IEnumerable<TableSpec> Candidates(ElfFormat format, ElfMachine machine, TableBytes table)
    {
        AddressEncoding[] encodings =
            table.Has(SubTable.Addresses) ? [AddressEncoding.Absolute]
            : table.Has(SubTable.RelativeBase) ? [AddressEncoding.BaseRelative, AddressEncoding.PercpuAbsolute]
            : [AddressEncoding.PlaceRelative, AddressEncoding.Direct];
        bool first = table.Has(SubTable.NumSyms)
            && table.Address(encodings[0] == AddressEncoding.Absolute ? SubTable.Addresses : SubTable.Offsets) < table.Address(
                SubTable.NumSyms);
        var seen = new HashSet<(TableShape, int)>();
        foreach (KernelRelease release in KernelRelease.All)
        {
            TableShape shape = release.TableFormat.Shape;
            if (shape.HasNameIndex != table.Has(SubTable.SeqsOfNames) || shape.AddressesFirst != first)
                continue;
            if (!shape.Order(encodings[0]).All(table.Has) || !seen.Add((shape, release.TableFormat.Alignment(format, machine))))
                continue;
            foreach (AddressEncoding encoding in encodings)
                yield return new(release, format, machine, encoding);
        }
    }

    static bool IsSorted(ReadOnlySpan<ulong> addresses)
    {
        for (int i = 1; i < addresses.Length; i++)
        {
            if (addresses[i] < addresses[i - 1])
                return false;
        }
        return true;
    }
}
