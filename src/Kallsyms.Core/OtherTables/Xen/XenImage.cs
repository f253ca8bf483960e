using Kallsyms.Elf;
using Kallsyms.OtherTables.Parts;
using Kallsyms.Symbols;

namespace Kallsyms.OtherTables.Xen;

/// <summary>Makes the table of a linked hypervisor, which contains an earlier table or xen/common/symbols-dummy.c.</summary>
static class XenImage
{
    // The label of the base that a table's addresses may be relative to.
    const string Origin = "__image_base__";

    /// <summary>Writes the table as assembler text.</summary>
    /// <exception cref="KallsymsException">The image has no symbols for it.</exception>
    public static void WriteSource(TextWriter text, ElfFile image, bool all)
    {
        XenLine[] lines = XenLines.Of(image).ToArray();
        XenForm form = Form(lines) with { ByName = true };
        XenAssembly.Write(text, Build(lines, form, all), form, XenAssembly.SourceName);
    }

    /// <summary>Returns the table as bytes.</summary>
    /// <exception cref="KallsymsException">The image has no symbols for it, or does not show what the hypervisor expects.</exception>
    public static OtherTable Build(ElfFile image, bool all)
    {
        XenLine[] lines = XenLines.Of(image).ToArray();
        XenForm form = Form(lines);
        if (!form.HasOrigin && !lines.Any(line => line.Name == "symbols_addresses"))
            throw new KallsymsException(ErrorKind.Negative,
                "has neither symbols_offsets nor symbols_addresses, so that it is not known which of them Xen expects; link it with "
                + "xen/common/symbols-dummy.o", image.Name);
        ulong origin = 0;
        if (form.HasOrigin)
        {
            int label = Array.FindIndex(lines, line => line.Name == Origin);
            origin = label >= 0 ? lines[label].Address : throw new KallsymsException(ErrorKind.Negative,
                $"has no {Origin}, from which symbols_offsets count; without --object the source leaves that to Xen's headers", image.Name);
        }
        return XenParts.Build(Build(lines, form, all), form, image.Format, image.Header.Machine.Row(), origin);
    }

    /// <summary>Returns a table without symbols, for a hypervisor that is not linked yet.</summary>
    /// <param name="target">The machine.</param>
    /// <param name="objects">The names of object files; Xen's own refer to the parts that it expects.</param>
    public static OtherTable Empty(ElfTarget target, IEnumerable<string> objects) =>
        XenParts.Build(null, Expected(objects), target.Format, target.Header.Machine.Row(), 0);

    /// <summary>
    /// Returns a table of the size that these symbols will need; null from 4.21 on, where it depends on how many gaps there are between
    /// them.
    /// </summary>
    /// <param name="target">The machine.</param>
    /// <param name="objects">The names of object files; Xen's own refer to the parts that it expects.</param>
    /// <param name="symbols">All symbols; local ones are prefixed with their source file.</param>
    public static OtherTable? Estimate(ElfTarget target, IEnumerable<string> objects, SymbolList symbols)
    {
        XenForm form = Expected(objects);
        if (form.HasEnds)
            return null;
        IEnumerable<XenLine> lines = Enumerable.Range(0, symbols.Count).Select(i =>
            new XenLine(symbols.NameText(i), symbols.Addresses[i], symbols.Types[i], 0, XenLineKind.Untyped));
        return XenParts.Build(Build(lines.ToArray(), form, all: true), form, target.Format, target.Header.Machine.Row(), 0);
    }

    static XenForm Expected(IEnumerable<string> objects)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in objects)
        {
            using ByteSource source = ByteSource.OpenFile(path);
            if (!ElfFile.IsElf(source) || ElfFile.Parse(source).ReadSymbols() is not { } symbols)
                continue;
            for (int i = 1; i < symbols.Count; i++)
            {
                if (symbols[i].Section == SectionIndex.Undefined)
                    names.Add(symbols.Text(symbols[i].NameOffset));
            }
        }
        return XenForm.Of(names);
    }

    static XenForm Form(XenLine[] lines) => XenForm.Of(lines.Select(line => line.Name).ToHashSet(StringComparer.Ordinal));

    static XenTable Build(XenLine[] lines, XenForm form, bool all) =>
        XenTable.Build(XenSymbols.Choose(lines, form, all, byName: true), form);
}
