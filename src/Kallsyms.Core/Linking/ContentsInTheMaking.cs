using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>Contents of an image that a tool makes while the image is looked at for other reasons.</summary>
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

    /// <summary>Waits for the tool.</summary>
    /// <returns>What to write into the image; null: it cannot take that.</returns>
    /// <exception cref="KallsymsException">The tool failed.</exception>
    public ImagePatch? Finish() => _making.GetAwaiter().GetResult();

    /// <summary>Ends a tool that still runs.</summary>
    public void Dispose()
    {
        _over.Cancel();
        Task.WaitAny(_making);
        _over.Dispose();
    }
}
