using System.Runtime.InteropServices;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking.Checkup;

/// <summary>The results of checking a machine.</summary>
sealed record MachineCheckup(IReadOnlyList<Finding> Findings)
{
    const long ComfortableMemory = 2L << 30;

    static readonly string[] _linkers = ["ld", "ld.gold", "ld.lld", "mold"];

    static readonly (string Name, string For, string Package)[] _programs =
    [
        ("make", "kallsyms make", "make"),
        ("cc", "building a kernel, and kallsyms link -- cc", "gcc"),
        ("objcopy", "kernels with type data (CONFIG_DEBUG_INFO_BTF)", "binutils"),
        ("pahole", "kernels with type data (CONFIG_DEBUG_INFO_BTF)", "dwarves or pahole"),
        ($"qemu-system-{QemuMachine}", "trying a kernel of this machine without booting it", "qemu-system"),
    ];

    /// <summary>Whether there is a linker, and every one that is installed works.</summary>
    public bool LinksWork =>
        Linkers.Any(linker => linker.State == FindingState.Works) && Linkers.All(linker => linker.State != FindingState.Broken);

    IEnumerable<Finding> Linkers => Findings.Where(finding => finding.Area == "linker");

    /// <summary>Runs all checks and removes what they created.</summary>
    /// <param name="cancellation">Ends the checks early.</param>
    public static MachineCheckup Run(CancellationToken cancellation) => new(
    [
        .. Try(cancellation),
        DirectoryTrial.Run("current directory", Environment.CurrentDirectory),
        DirectoryTrial.Run("TMPDIR", Path.GetTempPath()),
        .. _programs.Select(program => Look(program.Name, program.For, program.Package)),
        Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        Cores(Environment.ProcessorCount),
    ]);

    static List<Finding> Try(CancellationToken cancellation)
    {
        DirectoryInfo directory;
        try
        {
            directory = Directory.CreateTempSubdirectory("kallsyms-doctor-");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new("linker", "all", FindingState.Broken, $"could not be tried: {e.Message}",
                "set TMPDIR to a directory that can be written")];
        }
        try
        {
            return [.. _linkers.Select(linker => LinkerTrial.Run(linker, directory.FullName, LinkerTrial.Patience, cancellation))];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    static Finding Look(string name, string purpose, string package) => InstalledProgram.Find(name) is { } path
        ? new("program", name, FindingState.Works, InstalledProgram.Version(path) ?? path)
        : new("program", name, FindingState.Missing, $"is not along PATH; it is for {purpose}", $"install {package} if you need that");

    internal static Finding Memory(long bytes) => bytes >= ComfortableMemory
        ? new("machine", "memory", FindingState.Works, $"{bytes >> 20} MB")
        : new("machine", "memory", FindingState.Slow, $"{bytes >> 20} MB",
        "linkers need 1 to 2 GB for a distribution's kernel, and swap below that");

    internal static Finding Cores(int count) => count > 1
        ? new("machine", "cores", FindingState.Works, $"{count}")
        : new("machine", "cores", FindingState.Slow, "1", "a link takes longer: the table is made beside the linker where there are two");

    static string QemuMachine => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x86_64",
        Architecture.Arm64 => "aarch64",
        Architecture other => other.ToString().ToLowerInvariant(),
    };
}
