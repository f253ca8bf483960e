using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Kallsyms.Linking.Checkup;

namespace Kallsyms.Cli;

/// <summary>kallsyms doctor: checks what works on this machine.</summary>
static class DoctorCommand
{
    const int NameWidth = 20;

    public static Command Create(StandardStreams std)
    {
        Option<bool> json = CommonOptions.Json();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var command = new Command(
            "doctor",
            "Check what on this machine works with kallsyms, what is slow here, and what to do about it. Each linker links a small image. "
            + "Exit status 1: there is no linker, or one does not work.")
        {
            json, quiet, verbose,
        };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(verbose))
                std.Say($"{ProgramVersion.Text} on {RuntimeInformation.OSDescription}");
            var checkup = MachineCheckup.Run(cancellation);
            if (parsed.GetValue(json))
                std.WriteJson(stream => WriteJson(stream, checkup));
            else
                std.Write("-", stream => WriteText(stream, checkup, parsed.GetValue(quiet)));
            return Task.FromResult(checkup.LinksWork ? ExitStatus.Yes : ExitStatus.No);
        });
        return command;
    }

    static void WriteText(Stream stream, MachineCheckup checkup, bool quiet)
    {
        using TextWriter text = StandardStreams.NewWriter(stream);
        foreach (Finding finding in checkup.Findings.Where(finding => !quiet || finding.State == FindingState.Broken))
        {
            text.WriteLine($"{Word(finding.State),-8} {finding.Name.PadRight(NameWidth)} {VisibleText.Of(finding.Found)}");
            if (finding.Advice is { } advice)
                text.WriteLine($"{"",-8} {"",NameWidth} {advice}");
        }
        if (!quiet)
            text.WriteLine(checkup.LinksWork ? "Links work here." : "Links do not work here.");
    }

    static void WriteJson(Stream stream, MachineCheckup checkup)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "doctor");
        json.WriteBoolean("linksWork", checkup.LinksWork);
        json.WriteStartArray("findings");
        foreach (Finding finding in checkup.Findings)
        {
            json.WriteStartObject();
            json.WriteString("area", finding.Area);
            json.WriteString("name", finding.Name);
            json.WriteString("state", Word(finding.State));
            json.WriteString("found", finding.Found);
            json.WriteString("advice", finding.Advice);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static string Word(FindingState state) => state switch
    {
        FindingState.Works => "works",
        FindingState.Slow => "slow",
        FindingState.Missing => "missing",
        _ => "broken",
    };
}
