using Kallsyms.Files;
using Microsoft.Win32.SafeHandles;

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
        work, job.MapFile, pass.Made.MapText is { } text ? Task.Run(() => Write(text, work), CancellationToken.None) : Task.CompletedTask);

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

    static void Write(Task<ReadOnlyMemory<byte>> text, WorkDirectory work)
    {
        using SafeFileHandle file = work.Create(Name);
        RandomAccess.Write(file, text.GetAwaiter().GetResult().Span, 0);
    }
}
