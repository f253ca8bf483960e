using Kallsyms.Files;
using Kallsyms.Symbols;

namespace Kallsyms.Linking;

/// <summary>Writes System.map in the work directory while the table is written into the image.</summary>
sealed class SystemMapFile : IDisposable
{
    const string Name = "System.map";

    readonly WorkDirectory _work;
    readonly string? _destination;
    readonly Task _writing;

    SystemMapFile(WorkDirectory work, string? destination, Task writing) => (_work, _destination, _writing) = (work, destination, writing);

    /// <summary>Starts to write the map of an image, if one is wanted.</summary>
    public static SystemMapFile Start(LinkJob job, LinkPass pass, WorkDirectory work) => new(
        work, job.MapFile, job.MapFile is null ? Task.CompletedTask : Task.Run(() => Write(pass, work), CancellationToken.None));

    /// <summary>Waits until the map is written.</summary>
    /// <exception cref="KallsymsException">The map cannot be written.</exception>
    public void Finish()
    {
        try
        {
            _writing.GetAwaiter().GetResult();
        }
        catch (IOException e)
        {
            throw OutputFile.CannotWrite(_destination!, e);
        }
    }

    /// <summary>Returns the finished file, ready to be moved into place, or null if no map is wanted.</summary>
    /// <exception cref="KallsymsException">The map cannot be put there.</exception>
    public StagedFile? Stage(CancellationToken cancellation) => _destination is null ? null
        : _work.Finished(Name, _destination, cancellation);

    /// <inheritdoc/>
    public void Dispose() => Task.WaitAny(_writing);

    static void Write(LinkPass pass, WorkDirectory work)
    {
        using var stream = new FileStream(work.Create(Name), FileAccess.Write);
        SystemMap.Write(stream, pass.Made.Map, pass.Image.File);
    }
}
