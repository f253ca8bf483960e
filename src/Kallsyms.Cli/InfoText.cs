using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Images.Layers;
using Kallsyms.Live;
using Kallsyms.Sources;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Writes what kallsyms info prints for people.</summary>
static class InfoText
{
    public static void Write(Stream stream, string path, SymbolSource source)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n" };
        void Line(string label, string value) => text.WriteLine($"{label,-10} {value}");
        Line("image", path);
        Line("kind", Kind(source.Kind));
        if (source.Image is not { } image)
        {
            Line("table", $"none: a list of {Quantity.Of(source.Symbols.Count, "symbol")}");
            return;
        }
        Kernel kernel = image.Chosen;
        if (image.Kernels.Count > 1)
        {
            Line("kernels", $"{image.Kernels.Count}, of which the following is about {kernel.Number}: {image.Reason}");
            foreach (Kernel each in image.Kernels)
                Line(each == kernel ? "*" : "", Summary(each));
        }
        foreach (KallsymsException problem in image.Kernels.Count > 0 ? image.Problems : [])
            Line("not read", problem.Message);
        Line("layers", Chain(kernel.Layers));
        foreach (Layer layer in kernel.Layers.Where(layer => layer.Remark is not null))
            Line("remark", $"{layer.Format}: {layer.Remark}");
        Layer[] summed = kernel.Layers.Where(layer => layer.Checksum is not null).ToArray();
        if (summed.Length > 0)
        {
            string sums = string.Join(", ", summed.Select(layer => $"{layer.Checksum} ({layer.Format})"));
            Line("checksums", $"{sums}: what is in it is undamaged");
        }
        if (kernel.Banner is { } banner)
            Line("kernel", banner);
        if (kernel.Machine is { } evidence)
        {
            string bits = kernel.Is64 is bool wide ? $", {(wide ? 64 : 32)}-bit" : "";
            Line("machine", $"{MachineName.Of(evidence.Machine)}{bits}, by its {evidence.Why}");
        }
        if (kernel.Table is not { } table)
        {
            Line("table", $"none: {kernel.Absence}");
            return;
        }
        bool isWide = table.Spec.Format.Is64;
        Line("table", $"{Quantity.Of(table.Symbols.Count, "symbol")}, form of {table.Spec.Release.Name}, {(isWide ? 64 : 32)}-bit "
            + $"{(table.Spec.Format.BigEndian ? "big" : "little")} endian, "
            + $"{table.Spec.Encoding.Text()} addresses{(table.IsUncompressed ? ", names not compressed" : "")}");
        if (table.Origin is ulong origin)
            Line("origin", $"{LookupText.Hex(origin, isWide)} is the address of the first byte");
        if (table.Spec.Encoding is AddressEncoding.BaseRelative or AddressEncoding.PercpuAbsolute)
            Line("base", LookupText.Hex(table.RelativeBase, isWide));
        foreach ((SubTable part, long offset, long length) in Parts(table))
            Line("part", $"0x{offset:x8} {length,9} bytes  {part.Label()}");
        foreach (ProofCheck check in table.Proof.Checks)
            Line("check", $"{Word(check.Outcome),-7} {check.Name}: {check.Evidence}");
        Line("place", table.Proof.IsProved ? "proved" : "not proved: addresses may be wrong");
        Line("content", $"{Word(table.Content.State)}: {table.Content.Evidence}");
        Line("vouched", Vouched(kernel.CountVouchers()));
        if (LoadedModules.Read(kernel) is { } loaded)
            Line("modules", DumpedModules.Unread(loaded) is { } unread ? unread
                : $"{DumpedModules.Count(loaded)} {(loaded.Modules.Count == 1 ? "is" : "are")} loaded");
    }

    /// <summary>How much of a table stands elsewhere in its image too.</summary>
    public static string Vouched(Coverage seen) =>
        $"elsewhere in the image are the names of {seen.Names} and the addresses of {seen.Addresses} of {seen.Symbols} symbols";

    /// <summary>A kind in words.</summary>
    static string Kind(SourceKind kind) => kind switch
    {
        SourceKind.List => "list of symbols",
        SourceKind.LabelledElf => "ELF image with kallsyms labels",
        SourceKind.ElfWithSymbols => "ELF image with a symbol table, without kallsyms labels",
        SourceKind.StrippedElf => "ELF image without a symbol table",
        SourceKind.Wrapper => "ELF file with a packed kernel inside",
        SourceKind.Packed => "container",
        SourceKind.Dump => "dump of memory",
        SourceKind.Program => "program with a table in the layout image",
        _ => "plain bytes",
    };

    /// <summary>Lists all layers from the file inwards.</summary>
    public static string Chain(IReadOnlyList<Layer> layers) =>
        string.Join(" > ", layers.Select((layer, i) => i == 0 ? $"{layer.Format} ({layer.Length} bytes)"
            : $"{layer.Format} at 0x{layer.Offset:x} ({layer.Length} bytes)"));

    // One line for each of several kernels.
    static string Summary(Kernel kernel)
    {
        string machine = kernel.Machine is { } evidence ? MachineName.Of(evidence.Machine) : "unknown machine";
        string width = kernel.Is64 is bool wide ? $" {(wide ? 64 : 32)}-bit" : "";
        string table = kernel.Table is not { } found ? $"no table: {kernel.Absence}"
            : $"{Quantity.Of(found.Symbols.Count, "symbol")}, {(found.Proof.IsProved ? "proved" : "not proved")}";
        string layers = string.Join(" > ", kernel.Layers.Select(layer => layer.Format));
        return $"{kernel.Number} at 0x{kernel.Place.Start:x8}  {kernel.Release ?? "unknown release"}, {machine}{width}, {table}  "
            + $"({layers})";
    }

    /// <summary>
    /// Describes in a line what was found in an image with a table: its layers, and the form in which its table was read.
    /// </summary>
    public static string Found(SymbolSource source)
    {
        EmbeddedTable table = source.RequireTable();
        return $"{Chain(source.Kernel!.Layers)}; {Quantity.Of(table.Symbols.Count, "symbol")}, rules of {table.Spec.Release.Number}, "
            + $"{table.Spec.Encoding.Text()} addresses, "
            + $"place {(table.Proof.IsProved ? "proved" : "not proved")}, content {Word(table.Content.State)}";
    }

    /// <summary>Returns the parts of a table in the order in which they lie in the image.</summary>
    public static IEnumerable<(SubTable Part, long Offset, long Length)> Parts(EmbeddedTable table)
    {
        var parts = new List<(SubTable Part, long Offset, long Length)>();
        foreach (SubTable part in Enum.GetValues<SubTable>())
        {
            if (table.Place(part) is var (offset, length))
                parts.Add((part, offset, length));
        }
        return parts.OrderBy(part => part.Offset);
    }

    /// <summary>Returns the word for an outcome.</summary>
    public static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.Failed => "failed",
        _ => "n/a",
    };

    /// <summary>Returns the word for the state of a content in JSON.</summary>
    public static string Word(ContentState state) => state switch
    {
        ContentState.Consistent => "consistent",
        ContentState.Damaged => "damaged",
        ContentState.OtherEncoder => "other-encoder",
        _ => "unchecked",
    };
}
