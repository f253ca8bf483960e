using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking;

/// <summary>
/// The user's command as it is actually run: the image, and files written beside it, are made in the work directory, while every text
/// refers to the user's files.
/// </summary>
sealed class LinkerCall
{
    const int Sample = 1 << 13;

    readonly LinkJob _job;
    readonly WorkDirectory _work;
    readonly Action<string> _notice;
    readonly CancellationToken _cancellation;
    readonly TemporaryNames _names;
    readonly IReadOnlyList<SideOutput> _sideOutputs;
    readonly ShownOutput _shown;

    /// <summary>Determines which files the command writes.</summary>
    /// <param name="job">The command.</param>
    /// <param name="work">Where its files are made.</param>
    /// <param name="notice">Receives a line for the user.</param>
    /// <param name="cancellation">Ends the linker.</param>
    /// <param name="earlier">An earlier call, whose output is not shown again where it repeats.</param>
    public LinkerCall(
        LinkJob job, WorkDirectory work, Action<string> notice, CancellationToken cancellation, LinkerCall? earlier = null)
    {
        _shown = earlier?._shown ?? new();
        (_job, _work, _notice, _cancellation) = (job, work, notice, cancellation);
        _sideOutputs = SideOutput.Find(job.Command);
        TableObject = work.File(job.ObjectName);
        Image = work.Image(Path.GetFileName(job.Command.Output));
        _names = new((Image, job.Destination), (Path.GetDirectoryName(Image) + "/", Beside("")),
            (Path.GetDirectoryName(TableObject) + "/", ""));
    }

    /// <summary>The user's name for the image.</summary>
    public string Output => _job.Command.Output;

    /// <summary>The path the table object must have before the linker opens it.</summary>
    public string TableObject { get; }

    /// <summary>The path the linker writes the image to.</summary>
    public string Image { get; }

    /// <summary>Prepares all files for the linker.</summary>
    /// <returns>The table object, still empty.</returns>
    /// <exception cref="IOException">A file cannot be created.</exception>
    public SafeFileHandle Prepare()
    {
        _work.ImitateOutput(Path.GetFileName(Image));
        return _work.Create(_job.ObjectName);
    }

    /// <summary>Starts the linker.</summary>
    /// <exception cref="KallsymsException">The linker cannot be started.</exception>
    /// <exception cref="IOException">Standard input cannot be read.</exception>
    public ToolRun Start()
    {
        IEnumerable<string> redirections =
            _sideOutputs.SelectMany(side => side.Redirection(_job.Command.IsLinker, _work.File(side.TemporaryName)));
        using SafeFileHandle? input = KeptInput.Open(_job.Command, _work, _cancellation);
        return ToolRun.Start(
            _job.Command.Program, _job.Command.With(Image, TableObject, redirections), _cancellation,
            new(_names, _shown, _notice, _job.Messages), input, _job.Environment);
    }

    /// <summary>Moves the files written beside the image to where the user wants them.</summary>
    /// <exception cref="KallsymsException">A file cannot be written.</exception>
    public void PublishSideOutputs()
    {
        foreach (SideOutput side in _sideOutputs)
            Publish(_work.File(side.TemporaryName), side.Path, side.ListsDependencies);
        // Compilers and link-time optimisers name files after the image.
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(Image)!).Where(file => file != Image))
            Publish(file, Beside(Path.GetFileName(file)), file.EndsWith(".d", StringComparison.Ordinal));
    }

    string Beside(string name) => Path.Combine(Path.GetDirectoryName(_job.Command.Output) ?? "", name);

    void Publish(string file, string destination, bool listsDependencies)
    {
        if (!File.Exists(file))
            return;
        using Stream contents = listsDependencies ? new MemoryStream(DependencyList.Without(InputFile.ReadBytes(file), TableObject))
            : InputFile.Open(file);
        if (IsText(file))
            OutputFile.Write(destination, stream => Copy(contents, stream), _cancellation);
        else
            OutputFile.Write(destination, contents.CopyTo, _cancellation);
    }

    void Copy(Stream from, Stream to)
    {
        TemporaryNames.Restoration text = _names.Restore();
        byte[] buffer = new byte[1 << 16];
        for (int count = -1; count != 0;)
        {
            count = from.Read(buffer);
            to.Write(text.Next(buffer.AsSpan(0, count), isLast: count == 0));
        }
    }

    static bool IsText(string file)
    {
        using FileStream stream = InputFile.Open(file);
        byte[] start = new byte[Sample];
        return !start.AsSpan(0, stream.ReadAtLeast(start, Sample, throwOnEndOfStream: false)).Contains((byte)0);
    }
}
