using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>An image with its table in it, not yet believed.</summary>
/// <param name="Path">The file.</param>
/// <param name="Linked">The image as it was linked.</param>
/// <param name="Table">What was written into it.</param>
sealed record PatchedImage(string Path, LinkedImage Linked, Table Table)
{
    /// <summary>Writes the table of an image into it, and all that depends on the table's bytes.</summary>
    /// <param name="job">The link.</param>
    /// <param name="pass">The image, with room that the table fits into.</param>
    /// <param name="room">That room.</param>
    /// <param name="notice">Takes a line for the user: the build id stays.</param>
    /// <exception cref="KallsymsException">It cannot be written, or its build id cannot be recomputed.</exception>
    public static PatchedImage Write(LinkJob job, LinkPass pass, Reservation room, Action<string> notice)
    {
        LinkedImage image = pass.Image;
        // By what the linker made it from, which the table changes.
        BuildId? buildId = RecogniseBuildId(job, image.File, notice);
        TablePatch.Make(image.Labels, pass.Table, room.Sizes, room.Anchor.AddressIn(image, pass.Table)).Apply(pass.Path);
        // The open image remembers headers alone, which are as they were; everything else it reads as it is now, with the table.
        buildId?.Recompute(image.File).Apply(pass.Path);
        return new(pass.Path, image, pass.Table);
    }

    /// <summary>The reader checks the writer, on the bytes of the file.</summary>
    public ImageVerdict Verify(bool textOnly) => ImageVerifier.VerifyWritten(Path, Linked.Labels, Linked.Raw, Table, textOnly);

    static BuildId? RecogniseBuildId(LinkJob job, ElfFile image, Action<string> notice)
    {
        try
        {
            return job.RecomputeBuildId ? BuildId.Recognise(image) : null;
        }
        catch (KallsymsException e) when (job.KeepUnknownBuildId)
        {
            notice($"{e.Message}; it stays as the linker made it, before the table was written");
            return null;
        }
    }
}
