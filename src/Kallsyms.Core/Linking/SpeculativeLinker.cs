using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking;

/// <summary>
/// Runs the linker as any caller would, but works in parallel with it instead of before and after it. All assumptions about when a linker
/// does what are confined to this type and the two that it uses; whether or not they hold, the image is the same.
/// <para>
/// The linker starts before its table object is known (<see cref="LeasedFile"/>), because linkers open their inputs one after the other:
/// the table object, the last of them, is an empty file under a lease, so that opening it waits until it is complete. Where the file
/// system has no leases, the linker is started once the object is there. If the lease ran out meanwhile, the linker may have read an
/// empty object; it is ended, its work is discarded, and another one is started.
/// </para><para>
/// The image is read before the linker has ended (<see cref="EarlyReading"/>), because linkers write symbols and headers before they
/// compute the build id. Once the linker has ended, the results of the reading count only if headers and
/// symbol table still have the same bytes (<see cref="LinkedImage.Confirm"/>). Otherwise, or if the early reading failed for any reason,
/// they are discarded and the finished image is read.
/// </para>
/// </summary>
sealed class SpeculativeLinker : IDisposable
{
    readonly LinkerCall _call;
    LeasedFile? _placeholder;
    ToolRun? _ahead;

    SpeculativeLinker(LinkerCall call) => _call = call;

    /// <summary>Starts the linker as early as possible without its table object.</summary>
    /// <exception cref="KallsymsException">The linker cannot be started, or a file cannot be created.</exception>
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

    /// <summary>Links. May be called again with other room for the table.</summary>
    /// <param name="placeholder">The table object.</param>
    /// <param name="makeTable">
    /// Makes the table of an image that may be unfinished. The function has no side effects, and is called again if its result is
    /// discarded.
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

    /// <summary>Ends a linker that was started but is not needed.</summary>
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
