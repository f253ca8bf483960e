using System.Globalization;
using System.Text.RegularExpressions;
using Kallsyms.Files;

namespace Kallsyms.Diagnosis.Builds;

/// <summary>The role of a file in a kernel build.</summary>
enum BuildRole
{
    /// <summary>An input of the links: an object, an archive, the linker script.</summary>
    Input,

    /// <summary>The image of a pass other than the last.</summary>
    TemporaryImage,

    /// <summary>The list made from such an image.</summary>
    TemporaryMap,

    /// <summary>A table object.</summary>
    TableObject,

    /// <summary>vmlinux.</summary>
    Image,

    /// <summary>System.map.</summary>
    Map,
}

/// <summary>A file of a kernel build.</summary>
/// <param name="Name">Its name in the build directory.</param>
/// <param name="Path">Its path.</param>
/// <param name="Role">Its role.</param>
/// <param name="Pass">The number of its pass, or 0.</param>
/// <param name="Modified">The time of the last write in UTC.</param>
/// <param name="Length">Its length in bytes.</param>
sealed record BuildFile(string Name, string Path, BuildRole Role, int Pass, DateTime Modified, long Length)
{
    /// <summary>Why it does not belong to the last build; null if it does.</summary>
    public string? Stale { get; init; }
}

/// <summary>
/// Finds the files that kernel builds of all eras leave behind (scripts/link-vmlinux.sh, before 3.5 the top Makefile).
/// </summary>
static partial class BuildFiles
{
    /// <summary>The image that has the symbols if vmlinux has none.</summary>
    public const string Unstripped = "vmlinux.unstripped";

    static readonly string[] _inputs =
    [
        "vmlinux.o", "vmlinux.a", "built-in.a", "built-in.o", ".vmlinux.export.o", "init/version.o", "init/version-timestamp.o",
        ".builtin-dtbs.o",
    ];

    /// <summary>Returns all such files in a directory, ordered by role, pass and name.</summary>
    /// <exception cref="KallsymsException">One of them is not a regular file.</exception>
    public static IReadOnlyList<BuildFile> Find(string directory)
    {
        var files = new List<BuildFile>();
        foreach (string path in Directory.EnumerateFiles(directory))
        {
            if (Classify(System.IO.Path.GetFileName(path)) is var (role, pass))
                files.Add(Describe(directory, System.IO.Path.GetFileName(path), role, pass));
        }
        foreach (string input in _inputs.Concat(Scripts(directory)))
        {
            if (File.Exists(System.IO.Path.Combine(directory, input)))
                files.Add(Describe(directory, input, BuildRole.Input, 0));
        }
        return [.. files.OrderBy(file => file.Role).ThenBy(file => file.Pass).ThenBy(file => file.Name, StringComparer.Ordinal)];
    }

    // The machine's directory is the only one in which the build made a script of that name.
    static IEnumerable<string> Scripts(string directory)
    {
        string machines = System.IO.Path.Combine(directory, "arch");
        return !Directory.Exists(machines) ? []
            : Directory.EnumerateDirectories(machines).Select(path => $"arch/{System.IO.Path.GetFileName(path)}/kernel/vmlinux.lds");
    }

    static BuildFile Describe(string directory, string name, BuildRole role, int pass)
    {
        var file = new FileInfo(System.IO.Path.Combine(directory, name));
        // Opening a pipe would wait for its other end.
        if (FileStatus.Of(file.FullName) is { Kind: not FileKind.Regular })
            throw new KallsymsException(ErrorKind.Unreadable, "is no regular file, and no build makes such one: remove it", file.FullName);
        return new(name, file.FullName, role, pass, file.LastWriteTimeUtc, file.Length);
    }

    static (BuildRole Role, int Pass)? Classify(string name)
    {
        switch (name)
        {
            case "vmlinux" or Unstripped:
                return (BuildRole.Image, 0);
            case "System.map":
                return (BuildRole.Map, 0);
            case ".tmp_System.map":
                return (BuildRole.TemporaryMap, int.MaxValue);
        }
        Match match = Temporary().Match(name);
        if (!match.Success)
            return null;
        int pass = int.Parse(match.Groups["pass"].Value, CultureInfo.InvariantCulture);
        if (name.StartsWith(".tmp_map", StringComparison.Ordinal))
            return (BuildRole.TemporaryMap, pass);
        return match.Groups["end"].Value switch
        {
            "" => (BuildRole.TemporaryImage, pass),
            ".syms" or ".map" => (BuildRole.TemporaryMap, pass),
            ".o" => (BuildRole.TableObject, pass),
            _ => null,
        };
    }

    // Up to 5.6 .tmp_vmlinux2, .tmp_kallsyms2.o, .tmp_map2; up to 6.10 .tmp_vmlinux.kallsyms2(.syms|.o); later
    // .tmp_vmlinux2(.syms|.kallsyms.o).
    [GeneratedRegex(
        @"^\.tmp_(?:vmlinux\.kallsyms(?<pass>[0-9])(?<end>|\.syms|\.o)|vmlinux(?<pass>[0-9])(?<end>|\.syms)"
        + @"|vmlinux(?<pass>[0-9])\.kallsyms(?<end>\.o)|kallsyms(?<pass>[0-9])(?<end>\.o)|map(?<pass>[0-9])(?<end>))$")]
    private static partial Regex Temporary();
}
