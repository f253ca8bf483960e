using System.Text;
using System.Text.RegularExpressions;
using Kallsyms.Files;
using Kallsyms.Symbols;

namespace Kallsyms.Linking;

/// <summary>
/// What each pass saw, as plain files that can be read and compared: pass-N.symbols (all that nm -n lists), pass-N.map (System.map),
/// pass-N.sections (name, address, size, alignment), pass-N.table (label, address, bytes needed, bytes reserved) and pass-N.rules. A list
/// of them is kept beside them: only what it names is ever replaced.
/// </summary>
sealed partial class Evidence
{
    const string ListName = "kallsyms-evidence";

    readonly List<string> _made = [];

    Evidence(string directory) => Directory = directory;

    /// <summary>The directory of the files.</summary>
    public string Directory { get; }

    /// <summary>Prepares the directory, removing the files of an earlier link.</summary>
    /// <exception cref="KallsymsException">The directory cannot be created, or holds such files that this program did not make.</exception>
    internal static Evidence? Start(LinkJob job)
    {
        if (job.EvidenceDirectory is not { } path)
            return null;
        Guard(path, () =>
        {
            // Another user's link would lead elsewhere.
            if (new DirectoryInfo(Path.TrimEndingDirectorySeparator(path)).LinkTarget is { } target)
                throw new IOException($"it is a symbolic link, which is not followed; name the directory itself, {target}");
            System.IO.Directory.CreateDirectory(path);
            using DirectoryHandle directory = DirectoryHandle.Open(path);
            RemoveEarlier(directory, path);
        });
        return new(path);
    }

    /// <summary>Writes pass-0.symbols if the inputs say which symbols to expect; its addresses mean nothing.</summary>
    internal void Write(LinkEstimate estimate)
    {
        if (estimate.Symbols is { } symbols)
            WriteAll(("pass-0.symbols", stream => SystemMap.Write(stream, symbols, wide: true)));
    }

    /// <summary>Writes the files of one pass.</summary>
    internal void Write(PassEvidence pass)
    {
        bool wide = pass.Spec.Format.Is64;
        string name = $"pass-{pass.Number}";
        WriteAll(
            (name + ".symbols", stream => SystemMap.Write(stream, pass.Symbols, wide)),
            (name + ".map", stream => SystemMap.Write(stream, pass.Map, wide)),
            (name + ".sections", stream => stream.Write(EvidenceText.OfSections(pass))),
            (name + ".table", stream => stream.Write(EvidenceText.OfTable(pass))),
            (name + ".rules", stream => stream.Write(EvidenceText.OfRules(pass))));
    }

    // The list comes first: a file that it names and that is not there yet does no harm, the reverse would never be removed.
    void WriteAll(params ReadOnlySpan<(string Name, Action<Stream> Write)> files)
    {
        foreach ((string name, _) in files)
            _made.Add(name);
        byte[] list = Encoding.UTF8.GetBytes(string.Concat(_made.Select(name => name + "\n")));
        Write(ListName, stream => stream.Write(list));
        foreach ((string name, Action<Stream> write) in files)
            Write(name, write);
    }

    void Write(string name, Action<Stream> write) => Guard(Directory, () =>
    {
        using StagedFile file = StagedFile.Write(Destination.Itself(Path.Combine(Directory, name)), write);
        file.Commit();
    });

    static void RemoveEarlier(DirectoryHandle directory, string path)
    {
        string[] found = [.. directory.Names().Where(name => name.StartsWith("pass-", StringComparison.Ordinal))];
        string[] listed = directory.Status(ListName) is { Kind: FileKind.Regular } ? ReadList(directory) : [];
        if (found.FirstOrDefault(name => !listed.Contains(name) || directory.Status(name) is not { Kind: FileKind.Regular }) is { } foreign)
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, $"evidence cannot be kept there: {foreign} in it was not made by kallsyms; name another directory",
                path);
        }
        foreach (string name in found)
            directory.Remove(name);
    }

    static string[] ReadList(DirectoryHandle directory)
    {
        using var reader = new StreamReader(new FileStream(directory.OpenRead(ListName), FileAccess.Read));
        var names = new List<string>();
        while (names.Count < 100_000 && reader.ReadLine() is { } name)
        {
            if (OurName().IsMatch(name))
                names.Add(name);
        }
        return [.. names];
    }

    static void Guard(string directory, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"evidence cannot be kept there: {e.Message}", directory, inner: e);
        }
    }

    [GeneratedRegex(@"\Apass-[0-9]{1,9}\.(symbols|map|sections|table|rules)\z")]
    private static partial Regex OurName();
}
