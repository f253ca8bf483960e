using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking;

/// <summary>
/// Runs the linker as any caller would, but works beside it instead of before and after it. All that this project guesses about the time
/// at which a linker does things is in here and in the two types that it uses; whatever comes of the guesses, the image is the same.
/// <para>
/// It is started before its table object is known (<see cref="LeasedFile"/>). This rests on linkers opening their inputs one after the
/// other: the table object, which is the last, is an empty file under a lease, so that whoever opens it waits until it is complete. Where
/// the file system has no leases, the linker is started when the object is there. Where the lease ran out meanwhile, the linker that may
/// have read an empty object is ended and its work thrown away; another one is started.
/// </para><para>
/// Its image is read before it has ended (<see cref="EarlyReading"/>). This rests on GNU ld writing symbols and headers before it computes
/// the build id, and the file's header last. Once the linker has ended, what was made of the reading counts only if the headers and the
/// symbol table are the same bytes still (<see cref="LinkedImage.Confirm"/>). Otherwise, and where the early reading failed for whatever
/// reason, it is forgotten, and the finished image is read.
/// </para>
/// </summary>
sealed class SpeculativeLinker : IDisposable
{
    readonly LinkerCall _call;
    LeasedFile? _placeholder;
    ToolRun? _ahead;

    SpeculativeLinker(LinkerCall call) => _call = call;

    /// <summary>Starts the linker, as far as that is possible without its table object.</summary>
    /// <exception cref="KallsymsException">It cannot be started, or a file cannot be made.</exception>
    public static SpeculativeLinker Start(LinkerCall call)
    {
        var linker = new SpeculativeLinker(call);
        try
        {
            linker.StartAhead();
            return linker;
        }
        catch
        {
            linker.Dispose();
            throw;
        }
    }

    /// <summary>Links; may be called again, with other room for the table.</summary>
    /// <param name="placeholder">The table object.</param>
    /// <param name="makeTable">
    /// Makes the table of an image, which may be unfinished: the function has no effects, and is called again when its result does not
    /// count.
    /// </param>
    /// <exception cref="KallsymsException">The linker failed, or the image cannot be used.</exception>
    public LinkPass Link(ElfObject placeholder, Func<LinkedImage, LinkTable> makeTable)
    {
        using ToolRun linker = Complete(ElfObjectWriter.Write(placeholder));
        using var reading = new EarlyReading(_call.Image, makeTable);
        TimeSpan elapsed = linker.Finish();
        (LinkedImage image, LinkTable made) = reading.Finish();
        return new(_call.Image, elapsed, image, made);
    }

    /// <summary>Ends a linker that was started and is not needed.</summary>
    public void Dispose()
    {
        _ahead?.Dispose();
        _placeholder?.Dispose();
    }

    void StartAhead()
    {
        _placeholder = Guard(() => LeasedFile.Create(_call.Prepare()));
        _ahead = _placeholder.IsHeld ? _call.Start() : null;
    }

    // A linker that has read, or will read, the whole table object.
    ToolRun Complete(byte[] tableObject)
    {
        if (_placeholder is null)
            StartAhead();
        bool waited = Guard(() => _placeholder!.Complete(tableObject));
        ToolRun? ahead = _ahead;
        (_placeholder, _ahead) = (null, null);
        if (ahead is not null && waited)
            return ahead;
        ahead?.Dispose();
        return _call.Start();
    }

    T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(_call.Output, e);
        }
    }
}
