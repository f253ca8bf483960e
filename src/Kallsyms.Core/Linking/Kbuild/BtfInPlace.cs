using Kallsyms.Elf;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// Makes type data in one link. The object with type data left by the tree's last build is linked in again; then the new image's types are
/// generated from it and replace the old ones if they have the same size. Only the size of the old data matters.
/// <para>
/// The kernel's script generates types from an image without them, and with an empty table. What pahole examines is the same in both:
/// debug data, the functions' names and order in the symbol table, and section-relative places (per-cpu variables).
/// </para>
/// </summary>
/// <param name="tool">The tree's steps.</param>
/// <param name="expected">The object that the image is linked with.</param>
sealed class BtfInPlace(BtfTool tool, BtfObject expected) : IImageContents
{
    const string Data = ".tmp_vmlinux.btf-data"; // make clean removes files of this name

    /// <summary>Why types have to be made as the kernel's script makes them; null if the object matches the image.</summary>
    public string? Doubt { get; private set; }

    /// <summary>Finds what a tree's last build left; null if there is nothing that may be linked in again.</summary>
    /// <param name="tool">The tree's steps.</param>
    public static BtfInPlace? Find(BtfTool tool)
    {
        if (BtfObject.Find(tool.Object) is not { } expected)
            return null;
        string? obstacle = BtfOptions.Unknown(tool.Line.Make.Words("PAHOLE_FLAGS")) is { } flag
            ? $"PAHOLE_FLAGS has {flag}, and type data made so may depend on where it lies"
            : BtfSample.Obstacle(tool, expected);
        if (obstacle is null)
            return new(tool, expected);
        tool.Steps.Trace(OwnLink(obstacle));
        return null;
    }

    /// <inheritdoc/>
    public ImagePatch? Make(string path, ElfFile image, CancellationToken cancellation)
    {
        try
        {
            return Make(path, image, tool with { Steps = tool.Steps with { Cancellation = cancellation } });
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Tool)
        {
            return Refuse(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(e.Message);
        }
    }

    ImagePatch? Make(string path, ElfFile image, BtfTool ours)
    {
        ElfSection? room = image.FindSection(BtfObject.SectionName);
        if (room is null || !image.Read(room).AsSpan().SequenceEqual(expected.Data))
            return Refuse("the image does not have the type data that it was linked with");
        if (!ours.IsScript && !expected.IsLike(image.Format, image.Header))
            return Refuse($"{expected.Path} is of another machine");
        ours.Steps.Say("BTF", ours.Line.Output);
        InputFileState[] before = [.. InputStamps.Take([path]).Files];
        BtfObject? made = ours.IsScript ? RunScript(path, ours) : RunPahole(path, ours);
        if (!before.SequenceEqual(InputStamps.Take([path]).Files))
            return Refuse("making it has changed the image");
        if (made is null || !ours.IsScript && !made.HasFormOf(expected))
            return Refuse($"{expected.Path} is not as pahole and objcopy make it");
        if (!made.HasFormOf(expected) || made.Data.Length != expected.Data.Length)
        {
            ours.Steps.Say("BTF", $"{made.Path} ({Quantity.Of(made.Data.Length, "byte")}, not {expected.Data.Length}: one more link)");
            return null;
        }
        var patch = new ImagePatch();
        patch.Put(room.Offset, made.Data);
        return patch;
    }

    ImagePatch? Refuse(string reason)
    {
        Doubt = reason;
        tool.Steps.Trace(OwnLink(reason));
        return null;
    }

    static string OwnLink(string reason) => $"type data (BTF) takes a link of its own: {reason}";

    // The script names its output after the image.
    static BtfObject? RunScript(string image, BtfTool tool)
    {
        try
        {
            File.Delete(tool.Image);
            File.CreateSymbolicLink(tool.Image, Path.GetFullPath(image));
            tool.Make(tool.Image, tool.Object);
        }
        finally
        {
            File.Delete(tool.Image);
        }
        return BtfObject.Find(tool.Object);
    }

    static BtfObject? RunPahole(string image, BtfTool tool)
    {
        try
        {
            File.Delete(Data);
            tool.Detach(image, Data);
            tool.Fill(tool.Object, Data, tool.Object);
        }
        finally
        {
            File.Delete(Data);
        }
        return BtfObject.Find(tool.Object);
    }
}
