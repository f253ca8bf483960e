using System.Text;
using System.Text.RegularExpressions;
using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>An image that was linked once, with the table that its own symbols make.</summary>
/// <param name="Key">What it was linked from.</param>
/// <param name="Time">When it was there.</param>
/// <param name="ObjectName">The table object's name, as the linker was told it.</param>
/// <param name="RecordsName">And as the image tells.</param>
/// <param name="HasLinkMap">The linker wrote its own map, too.</param>
/// <param name="Map">Its System.map.</param>
/// <param name="Table">Its table.</param>
/// <param name="ObjectLike">What the table object is like; null: what nothing had told.</param>
sealed record Product(
    LinkKey Key, DateTime Time, string ObjectName, bool RecordsName, bool HasLinkMap, byte[] Map, Table Table, ElfTarget? ObjectLike);

/// <summary>Links the image that a script wants several times, and hands out copies of it.</summary>
/// <param name="output">What the script makes in the end.</param>
/// <param name="directory">Where the image is linked.</param>
/// <param name="choices">What the user wants otherwise.</param>
/// <param name="notice">Takes a line for the user.</param>
/// <param name="cancellation">Ends the linker.</param>
sealed class ProductImage(
    string output, StandInDirectory directory, LinkChoices choices, Action<string> notice, CancellationToken cancellation)
{
    const string ImageName = "vmlinux";
    const string LinkMapName = "vmlinux.map";
    const string PrintedName = "printed";
    const string ComplainedName = "complained";

    string _objectName = "";
    bool _leavesOutDebugData;

    /// <summary>The link that came to no right table; null: there was none.</summary>
    public LinkOutcome? Unpublished { get; private set; }

    /// <summary>How often the linker ran.</summary>
    public int Links { get; private set; }

    /// <summary>The image.</summary>
    public string Path => directory[ImageName];

    /// <summary>Links it.</summary>
    /// <param name="link">The command that wants it.</param>
    /// <param name="key">What tells the image from others.</param>
    /// <param name="objectName">What the table object is called.</param>
    /// <param name="withLinkMap">The linker is to write its own map.</param>
    /// <param name="objectLike">What it is like; null where no such object has been seen yet.</param>
    /// <param name="form">The form of the table.</param>
    /// <param name="filter">Which symbols System.map has; null for the rules of the form's release.</param>
    /// <exception cref="KallsymsException">The linker failed, or came to no right table.</exception>
    public Product Link(
        AskedLink link, LinkKey key, string objectName, bool withLinkMap, ElfTarget? objectLike, TableForm form, ISymbolFilter? filter)
    {
        string map = directory["System.map"];
        using SafeFileHandle printed = directory.Create(PrintedName);
        using SafeFileHandle complained = directory.Create(ComplainedName);
        LinkJob job = Job(link, objectName, withLinkMap, form.Release, printed, complained) with
        {
            ObjectLike = objectLike,
            MapFile = map,
            Mode = choices.Mode,
            Compression = choices.Compression,
            TextOnly = form.TextOnly,
            Encoding = form.Encoding,
            PercpuAbsolute = form.PercpuAbsolute,
            LtoSuffix = form.LtoSuffix,
            SizedLabels = form.SizedLabels,
            MapFilter = filter,
            EvidenceDirectory = choices.EvidenceDirectory,
            RecomputeBuildId = true,
            KeepUnknownBuildId = true,
        };
        LinkOutcome outcome = KernelLink.Run(job, notice, cancellation);
        if (outcome.Result != LinkResult.Published)
        {
            Unpublished = outcome;
            throw new KallsymsException(ErrorKind.Negative, outcome.Summary);
        }
        Links += outcome.Passes.Count;
        using ElfFile file = ElfFile.Open(Path);
        DateTime time = File.GetLastWriteTimeUtc(Path);
        return new(key, time, objectName, Records(file, objectName), withLinkMap, InputFile.ReadBytes(map), outcome.Table, objectLike);
    }

    /// <summary>Links it with a table object that is there, whatever that is.</summary>
    /// <param name="link">The command that wants it.</param>
    /// <param name="table">The object.</param>
    /// <param name="objectName">What it is called.</param>
    /// <param name="withLinkMap">The linker is to write its own map.</param>
    /// <exception cref="KallsymsException">The linker failed.</exception>
    public void Link(AskedLink link, byte[] table, string objectName, bool withLinkMap)
    {
        using SafeFileHandle printed = directory.Create(PrintedName);
        using SafeFileHandle complained = directory.Create(ComplainedName);
        LinkJob job = Job(link, objectName, withLinkMap, KernelRelease.Newest, printed, complained);
        using WorkDirectory work = WorkDirectory.Open(Path, notice, cancellation);
        var call = new LinkerCall(job, work, notice, cancellation);
        using (SafeFileHandle file = call.Prepare())
            RandomAccess.Write(file, table, 0);
        using (ToolRun run = call.Start())
            run.Finish();
        call.PublishSideOutputs();
        using StagedFile made = work.FinishedImage(ImageName, Path, cancellation);
        made.Commit();
        Links++;
    }

    // What all links of a command have in common.
    LinkJob Job(
        AskedLink link, string objectName, bool withLinkMap, KernelRelease release, SafeFileHandle printed, SafeFileHandle complained)
    {
        (_objectName, _leavesOutDebugData) = (objectName, link.IsLast && link.StripsDebug);
        return new(Command(link, withLinkMap), release)
        {
            Environment = link.Environment,
            Messages = (Descriptor(printed), Descriptor(complained)),
            ObjectName = objectName,
            Destination = output,
        };
    }

    /// <summary>Whether it does for a command: nobody misses debug data in a temporary image, or minds it.</summary>
    public bool MayServe(AskedLink link) => SuitsDebugger(link) || !link.IsLast && link.StripsDebug;

    /// <summary>Whether the image that was linked last has debug data where a command wants it, and none where it does not.</summary>
    public bool SuitsDebugger(AskedLink link) =>
        _leavesOutDebugData == link.StripsDebug || !_leavesOutDebugData && !HasDebugData();

    bool HasDebugData()
    {
        using ElfFile image = ElfFile.Open(Path);
        return image.Sections.Any(TypeLetter.IsDebugging);
    }

    /// <summary>The tree's own linker makes an image.</summary>
    public void CountOther() => Links++;

    /// <summary>Whether an image has the name of its table object.</summary>
    public static bool Records(ElfFile image, string objectName) =>
        image.ReadSymbols() is { } symbols && symbols.Strings.AsSpan().IndexOf(Encoding.UTF8.GetBytes(objectName)) >= 0;

    LinkerCommandLine Command(AskedLink link, bool withLinkMap)
    {
        LinkerCommandLine given = LinkerCommandLine.Parse(LinkKey.Product(link.Marked, withoutDebugData: link.IsLast));
        string[] withMap = withLinkMap ? ["-Map=" + directory[LinkMapName]] : [];
        return LinkerCommandLine.Parse([given.Program, .. withMap, .. given.With(Path, LinkerCommandLine.Placeholder)]);
    }

    /// <summary>Everything that nm lists of the image that was linked last.</summary>
    public SymbolList Symbols()
    {
        using LinkedImage image = LinkedImage.Read(directory[ImageName]);
        return image.Symbols;
    }

    /// <summary>Puts a copy of the image where a command wants it: scripts change images in place.</summary>
    /// <param name="path">Where.</param>
    /// <param name="mapFile">Where the command wants the linker's map; null: nowhere.</param>
    /// <param name="tableObject">What the map is to call the table object.</param>
    /// <param name="umask">What the command's files are not open for.</param>
    public void Give(string path, string? mapFile, string tableObject, int umask)
    {
        string copy = directory["copy"];
        File.Copy(directory[ImageName], copy, overwrite: true);
        Place(copy, path, umask);
        if (mapFile is not null)
        {
            string map = Encoding.Latin1.GetString(InputFile.ReadBytes(directory[LinkMapName]));
            File.WriteAllText(copy, LinkMap.WithNames(map, directory[""], path, tableObject), Encoding.Latin1);
            File.Move(copy, mapFile, overwrite: true);
        }
    }

    /// <summary>What the linker printed when it made the image: scripts keep it, and look for warnings in it.</summary>
    /// <param name="path">The image that it is to be about.</param>
    /// <param name="tableObject">What it is to call the table object.</param>
    public (byte[] Output, byte[] Error) Messages(string path, string tableObject)
    {
        string pattern = $@"(?<![\w./-])({Regex.Escape(output)}|{Regex.Escape(_objectName)})(?![\w./-])";
        byte[] Read(string file) => Encoding.Latin1.GetBytes(Regex.Replace(
            File.Exists(directory[file]) ? Encoding.Latin1.GetString(InputFile.ReadBytes(directory[file])) : "", pattern,
            name => name.Value == output ? path : tableObject));
        return (Read(PrintedName), Read(ComplainedName));
    }

    // Linkers make a new file, unless there is an empty one, which they fill: mktemp made it. It becomes executable where it is readable.
    static void Place(string copy, string path, int umask)
    {
        const int all = 0x1ff; // 0777
        const int execute = 0x49; // 0111
        if (FileStatus.Of(path) is { Size: 0 } there)
        {
            File.Copy(copy, path, overwrite: true);
            File.Delete(copy);
            SetMode(path, there.Permissions | execute & ~umask);
            return;
        }
        SetMode(copy, all & ~umask);
        File.Move(copy, path, overwrite: true);
    }

    static int Descriptor(SafeFileHandle file) => (int)file.DangerousGetHandle();

    static void SetMode(string path, int mode)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        _ = Native.ChangeMode(Descriptor(file), mode);
    }
}
