using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Sources;

namespace Kallsyms.Diagnosis;

/// <summary>From an input of any kind to the symbols in it that are meant, where passes are compared.</summary>
static class InputSnapshots
{
    /// <summary>Reads a list, the two sides of a diff, an image that a link left behind, or the table of a kernel in any shell.</summary>
    /// <param name="input">The bytes, which stay open only as long as this takes.</param>
    /// <param name="path">Where they can be opened again; null: nowhere.</param>
    /// <param name="choice">Which kernel of them is meant.</param>
    /// <param name="opened">Sees the source whose table is taken.</param>
    /// <exception cref="KallsymsException">There are no symbols in it, or none that are proved.</exception>
    public static SymbolSnapshot[] Read(ByteSource input, string? path, KernelChoice choice, Action<SymbolSource> opened)
    {
        if (SnapshotReader.ReadText(input) is { } lists)
            return lists;
        // What a pass of a link left behind is looked at for its symbols, whatever is in its table.
        SymbolSnapshot? own = SnapshotReader.ReadImage(input, path);
        return [own?.Table is not null ? own : ReadTable(input, choice, own, opened)];
    }

    // The symbols of a wrapper around a packed kernel are not the kernel's, whose table counts.
    static SymbolSnapshot ReadTable(ByteSource input, KernelChoice choice, SymbolSnapshot? own, Action<SymbolSource> opened)
    {
        try
        {
            using SymbolSource source = SymbolSource.Inspect(input, choice);
            if (own is not null && source.Kind != SourceKind.Wrapper)
                return own;
            if (source.ImageTable is not null)
                return new(input.Name, ListKind.Table, SymbolSource.Require(source, Trust.Proved).Symbols) { Wide = source.Is64 };
            opened(source);
            EmbeddedTable table = source.RequireProved();
            return SnapshotReader.FromTable(input.Name, table.Symbols, table.Spec) with { Banner = source.Kernel?.Banner };
        }
        catch (KallsymsException) when (own is not null)
        {
            return own;
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Negative)
        {
            // "No table" is an answer of other commands; here it is an input that does not serve.
            throw new KallsymsException(ErrorKind.Unreadable, e.Reason, e.File, e.Offset, e);
        }
    }
}
