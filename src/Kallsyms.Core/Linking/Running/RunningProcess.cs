using System.Globalization;
using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Running;

/// <summary>
/// A process started by somebody else, as /proc shows it. Its start time distinguishes it from a later one with the same id.
/// </summary>
/// <param name="Id">Its process id.</param>
/// <param name="Parent">The id of its parent.</param>
/// <param name="Name">The name of its program, at most 15 bytes.</param>
/// <param name="Start">When it was started, in the kernel's units.</param>
readonly record struct RunningProcess(int Id, int Parent, string Name, string Start)
{
    const int ParentField = 1; // counted from the state, the third field of /proc/PID/stat
    const int StartField = 19;

    /// <summary>Whether it has not ended.</summary>
    public bool IsAlive => Read(Id) is { } now && now.Start == Start;

    /// <summary>Returns a process and all its descendants; none if there is no /proc.</summary>
    public static List<RunningProcess> Tree(int root)
    {
        RunningProcess[] all = All().ToArray();
        List<RunningProcess> found = [.. all.Where(process => process.Id == root)];
        for (int i = 0; i < found.Count; i++)
        {
            int parent = found[i].Id;
            found.AddRange(all.Where(process => process.Parent == parent));
        }
        return found;
    }

    /// <summary>Returns all processes except ours that hold open a file with one of these /proc names, such as pipe:[4711].</summary>
    public static List<RunningProcess> Holding(IReadOnlyCollection<string> files) =>
        [.. All().Where(process => process.Id != Environment.ProcessId && process.OpenFiles().Any(files.Contains))];

    /// <summary>Sends a signal unless the process has ended.</summary>
    public void Signal(int number)
    {
        if (IsAlive)
            _ = Kill(Id, number);
    }

    static IEnumerable<RunningProcess> All()
    {
        foreach (string directory in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && Read(id) is { } process)
            {
                yield return process;
            }
        }
    }

    // Null for a process that has ended, even if its parent has not reaped it (Z, X).
    static RunningProcess? Read(int id)
    {
        try
        {
            // The second field, the name, may contain blanks and parentheses.
            string stat = File.ReadAllText($"/proc/{id}/stat");
            int open = stat.IndexOf('(', StringComparison.Ordinal);
            int close = stat.LastIndexOf(')');
            string[] fields = stat[(close + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new(id, int.Parse(fields[ParentField]), stat[(open + 1)..close], fields[StartField]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    IEnumerable<string> OpenFiles()
    {
        string directory = $"/proc/{Id}/fd";
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Select(Target)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to another user.
            return [];
        }
    }

    static string Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int id, int number);
}
