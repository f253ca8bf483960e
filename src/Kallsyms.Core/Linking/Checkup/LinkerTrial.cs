using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Checkup;

/// <summary>
/// Links a small image with a linker of this machine, with all that a real link does: whether it works here is tried, not guessed from
/// its version.
/// </summary>
static class LinkerTrial
{
    const int Size = 16;

    /// <summary>Tries a linker.</summary>
    /// <param name="name">A name to be looked for along PATH.</param>
    /// <param name="directory">A directory of ours, for what is made.</param>
    /// <param name="cancellation">Ends the linker.</param>
    public static Finding Run(string name, string directory, CancellationToken cancellation)
    {
        if (InstalledProgram.Find(name) is not { } path)
            return new("linker", name, FindingState.Missing, "is not along PATH");
        string version = InstalledProgram.Version(path) ?? "tells no version";
        try
        {
            string input = Path.Combine(directory, "trial.o");
            using (FileStream file = File.Create(input))
                ElfObjectWriter.Write(file, Program());
            var command = LinkerCommandLine.Parse([path, "-o", Path.Combine(directory, name + ".trial"), input]);
            LinkOutcome outcome = KernelLink.Run(new(command, KernelRelease.Newest), _ => { }, cancellation);
            return outcome.Result == LinkResult.Published
                ? new("linker", name, FindingState.Works, version)
                : new("linker", name, FindingState.Broken, $"{version}; {outcome.Summary}", "use another linker, and report this one");
        }
        catch (KallsymsException e)
        {
            return new("linker", name, FindingState.Broken, $"{version}; {e.Message}", "install it anew, or use another linker");
        }
    }

    // Of the machine that this program runs on; where it starts, nothing will ever run.
    static ElfObject Program()
    {
        using ElfFile self = ElfFile.Open("/proc/self/exe");
        return new(ElfTarget.Like(self), ".data.trial", Size, new byte[Size], [new("_start", 0), new("trial", Size / 2)], []);
    }
}
