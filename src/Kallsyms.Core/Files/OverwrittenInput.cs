namespace Kallsyms.Files;

/// <summary>Refuses outputs that are inputs: what was to be read would be lost.</summary>
static class OverwrittenInput
{
    /// <summary>Compares files by what they are (device and inode), so that links and other spellings of a name count too.</summary>
    /// <param name="outputs">Paths that will be written, and what they are called in messages; they need not exist.</param>
    /// <param name="inputs">Paths that will be read, and what they are called in messages.</param>
    /// <exception cref="KallsymsException">An output is a regular file that is also an input.</exception>
    public static void Refuse(IEnumerable<(string Path, string Name)> outputs, IEnumerable<(string Path, string Name)> inputs)
    {
        List<(FileStatus Status, string Name)> written = [.. Files(outputs)];
        if (written.Count == 0)
            return;
        foreach ((FileStatus input, string name) in Files(inputs))
        {
            if (written.Find(output => output.Status.IsSameFile(input)).Name is { } output)
                throw new KallsymsException(
                    ErrorKind.Usage, $"the output is the same file as the input {name}, which would be lost: name another", output);
        }
    }

    // Two names of a device or a pipe may well be the same one.
    static IEnumerable<(FileStatus Status, string Name)> Files(IEnumerable<(string Path, string Name)> names)
    {
        foreach ((string path, string name) in names)
        {
            if (FileStatus.Of(path) is { Kind: FileKind.Regular } status)
                yield return (status, name);
        }
    }
}
