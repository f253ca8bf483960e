using System.Globalization;
using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Running;

/// <summary>
/// A process that somebody else started, as /proc shows it. The time of its start tells it from a later one of the same id.
/// </summary>
/// <param name="Id">Its process id.</param>
/// <param name="Parent">That of its parent.</param>
/// <param name="Name">What it runs, at most 15 bytes.</param>
/// <param name="Start">When it was started, as the kernel counts.</param>
readonly record struct RunningProcess(int Id, int Parent, string Name, string Start)
{
    const int ParentField = 1; // counted from the state, which is the third field of /proc/PID/stat
    const int StartField = 19;

    /// <summary>It has not ended.</summary>
    public bool IsAlive => Read(Id) is { } now && now.Start == Start;

    /// <summary>A process and all that descend from it; none where there is no /proc.</summary>
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

    /// <summary>All but ourselves that have a file open which /proc calls by one of these names, such as pipe:[4711].</summary>
    public static List<RunningProcess> Holding(IReadOnlyCollection<string> files) =>
        [.. All().Where(process => process.Id != Environment.ProcessId && process.OpenFiles().Any(files.Contains))];

    /// <summary>Sends a signal, unless it has ended.</summary>
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

    // Null for one that has ended, even if its parent has not taken notice (Z, X).
    static RunningProcess? Read(int id)
    {
        try
        {
            // The second field, the name, may hold blanks and parentheses.
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
            // It is gone, or another user's.
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
