using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Checkup;

/// <summary>
/// Links a small image with a linker of this machine, using everything that a real link does: whether it works here is tried, not
/// guessed from its version.
/// </summary>
static class LinkerTrial
{
    const int Size = 16;

    /// <summary>The timeout of a trial, which normally takes milliseconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Tries a linker.</summary>
    /// <param name="name">A path, or a name to look up in PATH.</param>
    /// <param name="directory">A directory of ours for temporary files.</param>
    /// <param name="patience">The time after which the linker is ended.</param>
    /// <param name="cancellation">Ends the linker.</param>
    public static Finding Run(string name, string directory, TimeSpan patience, CancellationToken cancellation)
    {
        if (InstalledProgram.Find(name) is not { } path)
            return new("linker", name, FindingState.Missing, "is not along PATH");
        string version = InstalledProgram.Version(path) ?? "tells no version";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            string input = Path.Combine(directory, "trial.o");
            using (FileStream file = File.Create(input))
                ElfObjectWriter.Write(file, Program());
            var command = LinkerCommandLine.Parse([path, "-o", Path.Combine(directory, Path.GetFileName(name) + ".trial"), input]);
            LinkOutcome outcome = KernelLink.Run(new(command, KernelRelease.Newest), _ => { }, limit.Token);
            return outcome.Result == LinkResult.Published
                ? new("linker", name, FindingState.Works, version)
                : new("linker", name, FindingState.Broken, $"{version}; {outcome.Summary}", "use another linker, and report this one");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new("linker", name, FindingState.Broken, $"{version}; a small link had not ended after {patience.TotalSeconds:0.#} s",
                "see what it waits for, or use another linker");
        }
        catch (KallsymsException e)
        {
            return new("linker", name, FindingState.Broken, $"{version}; {e.Message}",
                e.Message.Contains("Too many open files", StringComparison.Ordinal) ? "raise the limit of open files (ulimit -n)"
                    : "install it anew, or use another linker");
        }
    }

    // An object for the machine that this program runs on. Its entry point is never run.
    static ElfObject Program()
    {
        using ElfFile self = ElfFile.Open("/proc/self/exe");
        return new(ElfTarget.Like(self), ".data.trial", Size, new byte[Size], [new("_start", 0), new("trial", Size / 2)], []);
    }
}
