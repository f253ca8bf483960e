using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>Image contents that a tool produces while the image is examined in parallel.</summary>
sealed class ContentsInTheMaking : IDisposable
{
    readonly CancellationTokenSource _over;
    readonly Task<ImagePatch?> _making;

    ContentsInTheMaking(CancellationTokenSource over, Task<ImagePatch?> making) => (_over, _making) = (over, making);

    /// <summary>Starts the tool, if there is one.</summary>
    public static ContentsInTheMaking Start(LinkJob job, LinkPass pass, CancellationToken cancellation)
    {
        var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return new(over, job.Contents is { } contents
            ? Task.Run(() => contents.Make(pass.Path, pass.Image.File, over.Token), CancellationToken.None)
            : Task.FromResult<ImagePatch?>(new()));
    }

    /// <summary>Waits for the tool and returns its result.</summary>
    /// <returns>What to write into the image, or null if it cannot take that.</returns>
    /// <exception cref="KallsymsException">The tool failed.</exception>
    public ImagePatch? Finish() => _making.GetAwaiter().GetResult();

    /// <summary>Ends the tool if it still runs.</summary>
    public void Dispose()
    {
        _over.Cancel();
        Task.WaitAny(_making);
        _over.Dispose();
    }
}
