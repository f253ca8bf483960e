using Kallsyms.Linking;

namespace Kallsyms.Cli;

/// <summary>Says how a link went.</summary>
static class LinkSummary
{
    public static void Print(StandardStreams std, LinkReport report, bool verbose)
    {
        if (verbose)
            PrintPasses(std, report);
        string links = report.Passes.Count == 1 ? "1 pass" : $"{report.Passes.Count} passes";
        string slack = report.SlackBytes == 0 ? "" : $" (and {report.SlackBytes} left over)";
        std.Say($"{report.Output}: {links}, {report.Symbols} symbols, {report.TableBytes} table bytes{slack}, verified");
    }

    /// <summary>In what the table and the image differ.</summary>
    public static void PrintInconsistency(StandardStreams std, LinkReport report)
    {
        if (report.IndexError is not null)
            std.Say($"{report.Output}: Inconsistent kallsyms data: {report.IndexError}");
        if (report.Differences.Count > 0)
            DifferenceText.Print(std, report.Output, report.Differences, wide: report.Spec.Format.Is64);
    }

    static void PrintPasses(StandardStreams std, LinkReport report)
    {
        std.Say($"layout {report.Spec.Release.Name}, rules of {report.Spec.Release.Number}, {CommonOptions.Name(report.Spec.Encoding)} addresses");
        foreach (PassReport pass in report.Passes)
        {
            std.Error.WriteLine(
                $"kallsyms: pass {pass.Number}: linked in {pass.Elapsed.TotalSeconds:0.00} s with room for {pass.Room.Total} bytes, "
                + $"{pass.Symbols} symbols need {pass.Needed.Total}");
        }
    }
}
