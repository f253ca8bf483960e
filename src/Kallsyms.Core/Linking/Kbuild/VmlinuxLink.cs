using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild;

/// <summary>What vmlinux is linked from, and how.</summary>
/// <param name="Script">The script's path as make gave it, since make remembers it.</param>
/// <param name="Line">How to link.</param>
/// <param name="Release">The release whose tables the tree makes.</param>
/// <param name="Choices">User choices that depart from the kernel's script.</param>
sealed record VmlinuxJob(string Script, LinkLine Line, KernelRelease Release, LinkChoices Choices)
{
    /// <summary>The object with the debug data of the table's; null: it has none.</summary>
    public string? Lines { get; init; }
}

/// <summary>Does the work of scripts/link-vmlinux.sh, from the object with the version to the list of dependencies.</summary>
static class VmlinuxLink
{
    /// <summary>The message about a kernel without CONFIG_KALLSYMS.</summary>
    public const string NoTable = "the kernel has no symbol table (CONFIG_KALLSYMS)";

    /// <summary>Returns why the tree's own script must do the work although it is known; null if this program can.</summary>
    public static string? UnsupportedReason(LinkLine line) =>
        !line.HasArguments ? "it is called with other arguments than it should be"
        : !line.Config.Has("KALLSYMS") ? NoTable
        : null;

    /// <summary>Makes vmlinux and System.map, or neither.</summary>
    /// <param name="job">What to link, and how.</param>
    /// <param name="steps">Runs the tools of the build.</param>
    /// <exception cref="KallsymsException">A tool failed, or the kernel's machine is not known.</exception>
    public static LinkOutcome Run(VmlinuxJob job, BuildSteps steps)
    {
        KernelMachine.Require(job.Line.Make.ObjectTree);
        string output = job.Line.Output;
        using BuildLock held = BuildLock.Take(job.Line.Make.ObjectTree, steps.Trace, steps.Cancellation);
        bool done = false;
        try
        {
            LinkOutcome outcome = Link(job, steps);
            done = outcome.Result == LinkResult.Published;
            if (done)
                WriteDependencies(job.Script, output);
            return outcome;
        }
        finally
        {
            // make deletes its target; a map of another link must not remain either.
            if (!done)
            {
                File.Delete(output);
                File.Delete("System.map");
            }
        }
    }

    static void WriteDependencies(string script, string output) =>
        OutputFile.Write($".{output}.d", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes($"{output}: {script}\n")));

    static LinkOutcome Link(VmlinuxJob vmlinux, BuildSteps steps)
    {
        LinkLine line = vmlinux.Line;
        KbuildVariables make = line.Make;
        steps.Run([.. make.Words("MAKE"), "-f", make.SourceTree + "/scripts/Makefile.build", "obj=init", "init/version-timestamp.o"]);
        if (line.Traits.Has(LinkTraits.TracepointCheck) && make["WARN_ON_UNUSED_TRACEPOINTS"].Contains('1'))
            steps.Run([make.ObjectTree + "/scripts/tracepoint-update", "vmlinux.o"]);

        using var lines = TableLines.Make(make, ObjectName(line.Traits));
        vmlinux = vmlinux with { Lines = lines?.Object };
        LinkJob job = Job(vmlinux, btfObject: null);
        BtfData? types = line.Config.Has("DEBUG_INFO_BTF") ? new(new(line, steps), job) : null;
        (LinkOutcome outcome, int links) = types is null ? Link(job, steps) : LinkWithTypes(vmlinux, types);
        if (outcome.Result != LinkResult.Published)
            return outcome;
        steps.SayTable(line.Output, outcome.Symbols, links);
        steps.Say("NM", "System.map");
        types?.Resolve(line.Output);
        if (line.Config.Has("BUILDTIME_TABLE_SORT"))
            Sort(line, steps);
        return outcome;
    }

    static (LinkOutcome Outcome, int Links) Link(LinkJob job, BuildSteps steps)
    {
        steps.Say("LD", job.Command.Output);
        steps.Show([job.Command.Program, .. job.Command.With(job.Command.Output, job.ObjectName)]);
        LinkOutcome outcome = KernelLink.Run(job, steps.Trace, steps.Cancellation);
        return (outcome, outcome.Passes.Count);
    }

    // First tries the types of the last build, replacing them if the new ones have the same size; otherwise does as the script.
    static (LinkOutcome Outcome, int Links) LinkWithTypes(VmlinuxJob vmlinux, BtfData types)
    {
        BtfTool tool = types.Tool;
        var inPlace = BtfInPlace.Find(tool);
        int links = 0;
        if (inPlace is not null)
        {
            (LinkOutcome first, links) = Link(Job(vmlinux, tool.Object) with { Contents = inPlace }, tool.Steps);
            if (first.Result != LinkResult.RefusedContents)
                return (first, links);
        }
        if (inPlace is null or { Doubt: not null })
        {
            types.Make();
            links++;
        }
        (LinkOutcome last, int lastLinks) = Link(Job(vmlinux, tool.Object), tool.Steps);
        return (last, links + lastLinks);
    }

    static LinkJob Job(VmlinuxJob job, string? btfObject) =>
        ToolOptions.Job(LinkerCommandLine.Parse(job.Line.Final(btfObject, job.Lines)), job.Release, job.Line.Traits, job.Line.Config) with
        {
            ObjectName = ObjectName(job.Line.Traits),
            MapFile = "System.map",
            MapByLlvm = job.Line.Make.Words("NM").Any(word => Path.GetFileName(word).StartsWith("llvm-nm", StringComparison.Ordinal)),
            Mode = job.Choices.Mode,
            Compression = job.Choices.Compression,
            EvidenceDirectory = job.Choices.EvidenceDirectory,
        };

    // What the last object of the script's would be called.
    static string ObjectName(LinkTraits traits) =>
        traits.Has(LinkTraits.BtfImageOfItsOwn) ? ".tmp_vmlinux.kallsyms2.o" : ".tmp_vmlinux2.kallsyms.o";

    static void Sort(LinkLine line, BuildSteps steps)
    {
        steps.Say("SORTTAB", line.Output);
        string sorter = line.Make.ObjectTree + "/scripts/sorttable";
        if (!line.Traits.Has(LinkTraits.SortWithSymbols))
        {
            steps.Run([sorter, line.Output]);
            return;
        }
        const string symbols = ".tmp_vmlinux.nm-sort";
        steps.RunInto(symbols, [.. line.Make.Words("NM"), "-S", line.Output]);
        steps.Run([sorter, "-s", symbols, line.Output]);
    }
}
