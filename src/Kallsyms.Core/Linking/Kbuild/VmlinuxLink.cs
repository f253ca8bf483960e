using Kallsyms.Files;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild;

/// <summary>The work of scripts/link-vmlinux.sh, from the object with the version to the list of dependencies.</summary>
static class VmlinuxLink
{
    /// <summary>Of a kernel without CONFIG_KALLSYMS.</summary>
    public const string NoTable = "the kernel has no symbol table (CONFIG_KALLSYMS)";

    /// <summary>Why the tree's own script, though known, has to do the work; null when this program can.</summary>
    public static string? UnsupportedReason(LinkLine line) =>
        !line.HasArguments ? "it is called with other arguments than it should be"
        : !line.Config.Has("KALLSYMS") ? NoTable
        : null;

    /// <summary>Makes vmlinux and System.map, or neither.</summary>
    /// <param name="script">The script's path as make gave it: make remembers it.</param>
    /// <param name="line">How to link.</param>
    /// <param name="layout">The layout of the tree's tables.</param>
    /// <param name="choices">What the user wants otherwise.</param>
    /// <param name="output">Takes lines for standard output.</param>
    /// <param name="notice">Takes lines for standard error.</param>
    /// <param name="cancellation">Ends the linker and removes everything that was made.</param>
    /// <exception cref="KallsymsException">A tool failed.</exception>
    /// <returns>What was done; an inconsistent table was not published.</returns>
    public static LinkReport Run(
        string script, LinkLine line, KernelRelease layout, LinkChoices choices, Action<string> output, Action<string> notice, CancellationToken cancellation)
    {
        var steps = new BuildSteps(line.Make, output, notice, cancellation);
        using BuildLock held = BuildLock.Take(line.Make.ObjectTree, notice, cancellation);
        bool done = false;
        try
        {
            LinkReport report = Link(line, layout, choices, steps, notice);
            if (report.Consistent)
                WriteDependencies(script, line.Output);
            done = report.Consistent;
            return report;
        }
        finally
        {
            // make deletes its target; a map of another link must not stay either.
            if (!done)
            {
                File.Delete(line.Output);
                File.Delete("System.map");
            }
        }
    }

    static void WriteDependencies(string script, string output) =>
        OutputFile.Write($".{output}.d", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes($"{output}: {script}\n")));

    static LinkReport Link(LinkLine line, KernelRelease layout, LinkChoices choices, BuildSteps steps, Action<string> notice)
    {
        KbuildVariables make = line.Make;
        steps.Run([.. make.Words("MAKE"), "-f", make.SourceTree + "/scripts/Makefile.build", "obj=init", "init/version-timestamp.o"]);
        if (Has(line, LinkTraits.TracepointCheck) && make["WARN_ON_UNUSED_TRACEPOINTS"].Contains('1'))
            steps.Run([make.ObjectTree + "/scripts/tracepoint-update", "vmlinux.o"]);

        LinkJob job = Job(line, layout, choices, btfObject: null);
        BtfData? btf = line.Config.Has("DEBUG_INFO_BTF") ? new(line, job, steps) : null;
        if (btf is not null)
            job = Job(line, layout, choices, btf.Make());

        steps.Say("LD", line.Output);
        steps.Show([job.Command.Program, .. job.Command.With(line.Output, job.ObjectName)]);
        LinkReport report = KernelLink.Run(job, notice, steps.Cancellation);
        if (!report.Consistent)
            return report;
        steps.Say("KSYMS", $"{line.Output} ({report.Symbols} symbols, {report.Passes.Count} link{(report.Passes.Count == 1 ? "" : "s")})");
        steps.Say("NM", "System.map");
        btf?.Resolve(line.Output);
        if (line.Config.Has("BUILDTIME_TABLE_SORT"))
            Sort(line, steps);
        return report;
    }

    static LinkJob Job(LinkLine line, KernelRelease layout, LinkChoices choices, string? btfObject) =>
        ToolOptions.Job(LinkerCommandLine.Parse(line.Final(btfObject)), layout, line.Traits, line.Config) with
        {
            // What the last object of the script's would be called.
            ObjectName = Has(line, LinkTraits.BtfImageOfItsOwn) ? ".tmp_vmlinux.kallsyms2.o" : ".tmp_vmlinux2.kallsyms.o",
            MapFile = "System.map",
            Mode = choices.Mode,
            Compression = choices.Compression,
            EvidenceDirectory = choices.EvidenceDirectory,
        };

    static void Sort(LinkLine line, BuildSteps steps)
    {
        steps.Say("SORTTAB", line.Output);
        string sorter = line.Make.ObjectTree + "/scripts/sorttable";
        if (!Has(line, LinkTraits.SortWithSymbols))
        {
            steps.Run([sorter, line.Output]);
            return;
        }
        const string symbols = ".tmp_vmlinux.nm-sort";
        steps.RunInto(symbols, [.. line.Make.Words("NM"), "-S", line.Output]);
        steps.Run([sorter, "-s", symbols, line.Output]);
    }

    static bool Has(LinkLine line, LinkTraits trait) => (line.Traits & trait) != 0;
}
