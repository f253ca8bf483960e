using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>An image with its table written, not yet verified.</summary>
/// <param name="Path">The file.</param>
/// <param name="Linked">The image as it was linked.</param>
/// <param name="Made">What was made of it, the table that was written among it.</param>
sealed record PatchedImage(string Path, LinkedImage Linked, LinkTable Made)
{
    /// <summary>Writes an image's table and other contents made from it, and updates everything that depends on their bytes.</summary>
    /// <param name="job">The link.</param>
    /// <param name="pass">The pass, whose image has room for the table.</param>
    /// <param name="room">That room.</param>
    /// <param name="contents">The other contents, whose tool reads the image before anything is written.</param>
    /// <param name="notice">Receives a line for the user if the build id is kept.</param>
    /// <returns>Null if the image cannot take the other contents; nothing is written then.</returns>
    /// <exception cref="KallsymsException">The image cannot be written, or its build id cannot be recomputed.</exception>
    public static PatchedImage? Write(
        LinkJob job, LinkPass pass, Reservation room, ContentsInTheMaking contents, Action<string> notice)
    {
        LinkedImage image = pass.Image;
        // From the bytes the linker hashed, which the table changes.
        BuildId? buildId = RecogniseBuildId(job, image.File, notice);
        ImagePatch table = TablePatch.Make(image.Labels, pass.Table, room.Sizes, room.Anchor.AddressIn(image, pass.Table));
        if (contents.Finish() is not { } others)
            return null;
        table.Apply(pass.Path);
        others.Apply(pass.Path);
        // The open image has cached only headers, which are unchanged; it reads everything else as it is now, with the table.
        buildId?.Recompute(image.File).Apply(pass.Path);
        return new(pass.Path, image, pass.Made);
    }

    /// <summary>The reader checks the writer, on the bytes of the file.</summary>
    public ImageVerdict Verify(bool textOnly) => ImageVerifier.VerifyWritten(
        Path, Linked.Labels, Linked.Raw, Made.Table, textOnly, Made.Foreseen.GetAwaiter().GetResult());

    static BuildId? RecogniseBuildId(LinkJob job, ElfFile image, Action<string> notice)
    {
        try
        {
            return job.RecomputeBuildId && !job.Command.NamesBuildId ? BuildId.Recognise(image) : null;
        }
        catch (KallsymsException e) when (job.KeepUnknownBuildId)
        {
            notice($"{e.Message}; it stays as the linker made it, before the table was written");
            return null;
        }
    }
}
