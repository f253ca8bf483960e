using Kallsyms.Files;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>What a command of the script's got instead of an image of its own.</summary>
/// <param name="Product">The image; null where its table is of no form that is known.</param>
/// <param name="IsProven">The table object of the command is the table of the image.</param>
/// <param name="ObjectName">The table object's name.</param>
/// <param name="SuitsDebugger">It has debug data if the command's own would have.</param>
sealed record Served(Product? Product, bool IsProven, string ObjectName, bool SuitsDebugger);

/// <summary>
/// Which files of the script's are images that it was given. A script moves them, and changes them in place or by a copy; so a file is
/// known by what it is, and else by its name. They stay open: no other file can become the same as one of them that was removed.
/// </summary>
sealed class ServedImages : IDisposable
{
    readonly List<(string Path, SafeFileHandle File, Served Image)> _given = [];

    /// <summary>There was one.</summary>
    public bool Any { get; private set; }

    /// <summary>Notes what was put where.</summary>
    public void Add(string output, Served image)
    {
        Remove(output);
        SafeFileHandle file = File.OpenHandle(output, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _given.Add((Path.GetFullPath(output), file, image));
        Any = true;
    }

    /// <summary>Another linker writes there.</summary>
    public void Remove(string output)
    {
        string path = Path.GetFullPath(output);
        foreach (var given in _given.Where(given => given.Path == path || Is(given.File, output)).ToList())
        {
            given.File.Dispose();
            _given.Remove(given);
        }
    }

    /// <summary>What a file is; null when it was not given.</summary>
    public Served? Find(string output)
    {
        string path = Path.GetFullPath(output);
        int place = _given.FindIndex(given => Is(given.File, output));
        if (place < 0)
            place = _given.FindIndex(given => given.Path == path);
        return place < 0 ? null : _given[place].Image;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var given in _given)
            given.File.Dispose();
        _given.Clear();
    }

    static bool Is(SafeFileHandle given, string path) =>
        FileStatus.Of(given) is { } mine && FileStatus.Of(path) is { } other && mine.IsSameFile(other);
}
