using System.Text;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>What came of it.</summary>
/// <param name="Made">vmlinux is made; otherwise the script has to run by itself.</param>
/// <param name="Reason">Why the script did or must do all links; null when it did not.</param>
/// <param name="Link">The link that came to no right table, and so is the reason; null: that is not it.</param>
readonly record struct StandInOutcome(bool Made, string? Reason, LinkOutcome? Link = null);

/// <summary>
/// Runs a kernel tree's own link script, whatever it is, with this program in the place of its linker and of scripts/kallsyms. What the
/// script makes counts only if the tree's own tool confirms the table; otherwise the script has to run again, by itself.
/// </summary>
static class StandInLink
{
    /// <summary>Runs it.</summary>
    /// <param name="script">The script, as make would start it.</param>
    /// <param name="choices">What the user wants otherwise.</param>
    /// <param name="steps">Variables of the build, and where its texts go; cancelled, it ends the script and removes what was made.</param>
    public static StandInOutcome Run(ScriptCommand script, LinkChoices choices, BuildSteps steps)
    {
        KbuildVariables make = steps.Make;
        if (make.IsUserMode)
            return new(Made: false, "user mode Linux is linked by the compiler");
        if (KbuildVariables.Split(Linker(script.Arguments, make)) is not { Length: > 0 } linker)
            return new(Made: false, "its linker is not known");
        try
        {
            if (!KernelConfig.Read(make.ObjectTree).Has("KALLSYMS"))
                return new(Made: false, VmlinuxLink.NoTable);
            using BuildLock held = BuildLock.Take(make.ObjectTree, steps.Trace, steps.Cancellation);
            using StandInDirectory directory = StandInDirectory.Create(make.ObjectTree, steps.Trace);
            if (!directory.IsUsable)
                return new(Made: false, "the path of the build directory has a blank or a character that shells do not take as it is");
            return Run(script, linker, choices, directory, steps);
        }
        catch (Exception e) when (e is KallsymsException or IOException or UnauthorizedAccessException)
        {
            return new(Made: false, e.Message);
        }
    }

    static StandInOutcome Run(
        ScriptCommand script, string[] linker, LinkChoices choices, StandInDirectory directory, BuildSteps steps)
    {
        var version = BuildNumber.Keep(steps.Make.ObjectTree);
        bool made = false;
        try
        {
            StandInOutcome outcome = RunWithStandIns(script, linker, choices, directory, steps);
            made = outcome.Made;
            return outcome;
        }
        finally
        {
            if (!made)
                version.Restore();
        }
    }

    static StandInOutcome RunWithStandIns(
        ScriptCommand script, string[] linker, LinkChoices choices, StandInDirectory directory, BuildSteps steps)
    {
        KbuildVariables make = steps.Make;
        string us = Environment.ProcessPath ?? throw new KallsymsException(ErrorKind.Unreadable, "the path of this program is not known");
        Func<string, string> given = argument => argument;
        List<string> command = [];
        // A script that asks for the linker's name, or uses the same by itself, finds it as under make.
        if (linker is [{ } only] && !only.Contains('/') && directory.WriteNamed(us, only, make["PATH"]) is { } path)
        {
            command.Add("PATH=" + path);
        }
        else
        {
            string ld = directory.WriteStandIn(us, Path.GetFileName(linker[^1]));
            string own = Linker(script.Arguments, make);
            given = argument => argument == own ? ld : argument;
            command.Add("LD=" + ld);
        }
        string output = script.Arguments.Count > 3 && script.Arguments[3].Length > 0 ? script.Arguments[3] : "vmlinux";
        var image = new ProductImage(output, directory, choices, steps.Trace, steps.Cancellation);
        using var tools = new ScriptTools(directory, make, linker, image, choices.Compression);
        using (new StandInServer(directory, tools.Answer))
        {
            if (make["MAKE"].Length > 0)
                command.Add("MAKE=" + SubMake(directory, make));
            command.AddRange(WithoutTool(script, directory, us));
            command.AddRange(script.Arguments.Select(given));
            using ToolRun run = ToolRun.Start("env", command, steps.Cancellation);
            if (run.End().End.Failure is { } failure)
                return new(Made: false, tools.Failure ?? $"with other tools it {failure}", image.Unpublished);
        }
        if (tools.PassedThrough is { } why)
            return new(Made: true, why);
        if ((tools.Doubt(output) ?? MapDoubt(tools)) is { } doubt)
            return new(Made: false, doubt, image.Unpublished);
        if (tools.Symbols is { } symbols)
            steps.SayTable(output, symbols, image.Links);
        else
            steps.SayOwnTable(output, image.Links);
        return new(Made: true, null);
    }

    // A script of a shell's that calls scripts/kallsyms by its path calls this program instead; any other calls the tree's tool, whatever
    // that is.
    static string[] WithoutTool(ScriptCommand script, StandInDirectory directory, string us)
    {
        if (!script.IsForShell)
            return [.. script.Interpreter, script.Script];
        string tool = directory.WriteStandIn(us, StandInDirectory.ToolName);
        // To its shell a script is bytes, in whatever encoding.
        string text = Encoding.Latin1.GetString(InputFile.ReadBytes(script.Script));
        if (ScriptCopy.Of(text, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(tool))) is not { } changed)
            return [.. script.Interpreter, script.Script];
        string copy = directory.Write("script", Encoding.Latin1.GetBytes(changed));
        // $0 stays the script's own: the script writes it into the list of dependencies.
        return [.. script.Interpreter, "-c", $". {ShellWord.Quoted(copy)}", script.Script];
    }

    // Scripts before 5.10 take it from the environment; their arguments are options.
    static string Linker(IReadOnlyList<string> arguments, KbuildVariables make) =>
        make["LD"].Trim() is { Length: > 0 } ld ? arguments.FirstOrDefault(argument => argument.Trim() == ld) ?? ld
        : arguments.Count > 0 ? arguments[0]
        : "";

    // The script sets LD, which make has exported: its own make would inherit the stand-in, and compile again what remembers it.
    static string SubMake(StandInDirectory directory, KbuildVariables make)
    {
        string linker = make.Value("LD") is { } ld ? $"LD={ShellWord.Quoted(ld)}\nexport LD" : "unset LD";
        string text = $"#!/bin/sh\n{linker}\nPATH={ShellWord.Quoted(make["PATH"])}\nMAKE={ShellWord.Quoted(make["MAKE"])}\n"
            + "export MAKE PATH\nexec $MAKE \"$@\"\n";
        return directory.Write("make", Encoding.UTF8.GetBytes(text), executable: true);
    }

    // Every line of System.map must be one of the list that the table was made of, in that order.
    static string? MapDoubt(ScriptTools tools)
    {
        const string map = "System.map";
        if (!File.Exists(map))
            return $"it made no {map}";
        if (tools.LastList is not { } last)
            return null;
        ReadOnlySpan<byte> lines = File.ReadAllBytes(map);
        ReadOnlySpan<byte> list = last;
        while (lines.Length > 0)
        {
            ReadOnlySpan<byte> line = NextLine(ref lines);
            do
            {
                if (list.Length == 0)
                    return $"{map} has '{Encoding.UTF8.GetString(line)}', which the last list of symbols has not";
            }
            while (!NextLine(ref list).SequenceEqual(line));
        }
        return null;
    }

    static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return line;
    }
}
