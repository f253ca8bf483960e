namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// The number of a build (.version), which scripts up to 6.0 raise whenever they run. One that has to run again counts once.
/// </summary>
sealed class BuildNumber
{
    readonly string _file;
    readonly byte[]? _text;

    BuildNumber(string file) => (_file, _text) = (file, File.Exists(file) ? InputFile.ReadBytes(file) : null);

    /// <summary>Remembers that of a build directory.</summary>
    public static BuildNumber Keep(string objectTree) => new(Path.Combine(objectTree, ".version"));

    /// <summary>Makes it what it was.</summary>
    public void Restore()
    {
        if (_text is not null)
            File.WriteAllBytes(_file, _text);
        else
            File.Delete(_file);
    }
}
