using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Files;

/// <summary>
/// Removes what a killed run left behind, and nothing else: only if the directory is ours, nobody uses it, and it contains no names but
/// those that we create.
/// </summary>
static class Leftovers
{
    /// <summary>Removes directories of killed runs.</summary>
    /// <param name="parent">The directory that contains them.</param>
    /// <param name="prefix">The prefix of their names.</param>
    /// <param name="isOurs">Whether a path in such a directory is one that we create.</param>
    /// <param name="notice">Receives a line for each one that has to stay.</param>
    public static void Remove(DirectoryHandle parent, string prefix, Func<string, bool> isOurs, Action<string> notice)
    {
        foreach (string name in Names(parent).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (parent.Status(name) is not { Kind: FileKind.Directory } status || !status.IsPrivate)
                continue;
            using DirectoryHandle? left = parent.TryOpenDirectory(name);
            if (left is null || !left.TryLockWithChildren())
                continue;
            if (Paths(left).FirstOrDefault(path => !isOurs(path)) is { } foreign)
            {
                notice($"{left.Join(foreign)} was not made by kallsyms, so {name} of an interrupted link stays; remove it when you no "
                    + "longer need it");
                continue;
            }
            RemoveFiles(left, isOurs);
            parent.RemoveDirectory(name);
        }
    }

    /// <summary>Removes files that killed runs were about to move into place.</summary>
    /// <param name="parent">The directory that contains them.</param>
    /// <param name="prefix">The prefix of their names.</param>
    public static void RemoveUnfinished(DirectoryHandle parent, string prefix)
    {
        foreach (string name in Names(parent).Where(name => DirectoryHandle.IsUnguessable(name, prefix)))
        {
            if (parent.Status(name) is not { Kind: FileKind.Regular } status || status.User != Native.EffectiveUser())
                continue;
            using SafeFileHandle? file = parent.TryOpenRead(name);
            if (file is not null && Native.TryLock(file) && FileStatus.Of(file) is { } opened && opened.IsSameFile(status))
                parent.Remove(name);
        }
    }

    /// <summary>Removes files in one of our directories and its subdirectories, and the subdirectories themselves once empty.</summary>
    public static void RemoveFiles(DirectoryHandle directory, Func<string, bool> isOurs)
    {
        foreach (string path in Paths(directory).Where(isOurs).Reverse())
            _ = directory.Remove(path) || directory.RemoveDirectory(path);
    }

    // Names in the directory, and one level below them: we create nothing deeper.
    static List<string> Paths(DirectoryHandle directory)
    {
        var paths = new List<string>();
        foreach (string name in Names(directory))
        {
            paths.Add(name);
            using DirectoryHandle? inner = directory.TryOpenDirectory(name);
            if (inner is not null)
                paths.AddRange(Names(inner).Select(file => Path.Combine(name, file)));
        }
        return paths;
    }

    static IReadOnlyList<string> Names(DirectoryHandle directory)
    {
        try
        {
            return directory.Names();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A directory that may be used but not listed, or that has been removed.
            return [];
        }
    }
}
