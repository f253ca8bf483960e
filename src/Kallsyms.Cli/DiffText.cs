using Kallsyms.Differences;

namespace Kallsyms.Cli;

/// <summary>Formats the differences between two kernels as text that survives being mailed: no tabs, no colours, sums first.</summary>
static class DiffText
{
    public static void Write(Stream stream, DiffReport report, ShownNames names)
    {
        using var text = new StreamWriter(stream) { NewLine = "\n" };
        text.WriteLine($"{report.Old} -> {report.New}{NotCounted(report.All)}");
        text.WriteLine();
        WriteTotals(text, report.Totals);
        text.WriteLine();
        if (report.Groups is { } groups)
            WriteGroups(text, groups, report.Top);
        else
            WriteSymbols(text, report, names);
    }

    /// <summary>Describes what was not counted as a difference; empty if there is nothing.</summary>
    public static string NotCounted(KernelDifferences all)
    {
        string[] parts = [
            .. all.Renumbered > 0 ? [$"{all.Renumbered} with another number in the name"] : Array.Empty<string>(),
            .. all.Padded > 0 ? [$"{all.Padded} with other padding behind"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "" : $" (not counted: {string.Join(", ", parts)})";
    }

    static void WriteTotals(StreamWriter text, DifferenceTotals totals)
    {
        text.WriteLine($"{"",-9}{"symbols",8}{"text",12}{"data",12}{"other",12}{"bytes",12}");
        foreach (DifferenceKind kind in Enum.GetValues<DifferenceKind>())
        {
            (int count, ByteSums bytes) = totals[kind];
            if (count > 0)
                text.WriteLine($"{Name(kind),-9}{count,8}{Columns(bytes)}");
        }
        text.WriteLine($"{"net",-9}{"",8}{Columns(totals.Net)}");
    }

    static void WriteGroups(StreamWriter text, IReadOnlyList<DifferenceGroup> groups, int top)
    {
        int width = groups.Take(top).Max(group => group.Name.Length);
        text.WriteLine($"{"".PadRight(width)}{"added",9}{"removed",9}{"grown",9}{"shrunk",9}{"retyped",9}{"bytes",12}");
        foreach (DifferenceGroup group in groups.Take(top))
        {
            IEnumerable<string> counts = Enum.GetValues<DifferenceKind>().Select(kind => $"{group.Totals[kind].Count,9}");
            text.WriteLine($"{group.Name.PadRight(width)}{string.Concat(counts)}{Signed(group.Totals.Net.Total),12}");
        }
        WriteRest(text, groups.Count - top, "groups");
    }

    static void WriteSymbols(StreamWriter text, DiffReport report, ShownNames names)
    {
        foreach (IGrouping<DifferenceKind, SymbolDifference> kind in report.Symbols.GroupBy(symbol => symbol.Kind))
        {
            foreach (SymbolDifference symbol in kind.Take(report.Top))
                text.WriteLine($"{Name(kind.Key),-9}{Line(symbol, names)}");
            WriteRest(text, kind.Count() - report.Top, Name(kind.Key));
        }
    }

    static void WriteRest(StreamWriter text, int rest, string what)
    {
        if (rest > 0)
            text.WriteLine($"and {rest} more {what}");
    }

    static string Line(SymbolDifference symbol, ShownNames names)
    {
        string name = names.Of(symbol.Name) + (symbol.Module is null ? "" : $" [{symbol.Module}]");
        return (symbol.Old, symbol.New) switch
        {
            (null, { } added) => $"{added.Type} {name} 0x{added.Size:x}",
            ({ } removed, null) => $"{removed.Type} {name} 0x{removed.Size:x}",
            ({ } old, { } @new) when symbol.Kind == DifferenceKind.Retyped => $"{old.Type} -> {@new.Type} {name} 0x{@new.Size:x}",
            ({ } old, { } @new) => $"{@new.Type} {name} 0x{old.Size:x} -> 0x{@new.Size:x} ({Signed(symbol.Growth)}){Was(symbol, names)}",
            _ => name,
        };
    }

    static string Was(SymbolDifference symbol, ShownNames names) => symbol.Old?.Name is { } old && old != symbol.Name
        ? $" was {names.Of(old)}" : "";

    static string Columns(ByteSums bytes) =>
        $"{Signed(bytes.Text),12}{Signed(bytes.Data),12}{Signed(bytes.Other),12}{Signed(bytes.Total),12}";

    static string Signed(long bytes) => bytes > 0 ? $"+{bytes}" : $"{bytes}";

    /// <summary>Returns the name of a kind in text and JSON.</summary>
    public static string Name(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Added => "added",
        DifferenceKind.Removed => "removed",
        DifferenceKind.Grown => "grown",
        DifferenceKind.Shrunk => "shrunk",
        _ => "retyped",
    };
}
