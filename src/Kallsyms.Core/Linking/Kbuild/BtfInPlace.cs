using Kallsyms.Elf;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// Type data in one link. The tree's last build left an object with type data behind; it is linked in again, and the types of the image
/// are then made from that image, and written in its place if they are as many bytes. Nothing of the old data counts but its size.
/// <para>
/// The kernel's script makes types from an image without them, and with an empty table. What pahole looks at is the same in both: debug
/// data, the functions' names and order in the symbol table, and places counted from the start of their section (per-cpu variables).
/// </para>
/// </summary>
/// <param name="tool">The tree's steps.</param>
/// <param name="expected">The object that the image is linked with.</param>
sealed class BtfInPlace(BtfTool tool, BtfObject expected) : IImageContents
{
    const string Data = ".tmp_vmlinux.btf-data"; // make clean removes files of this name

    /// <summary>Why types have to be made as the kernel's script makes them; null: the object has those of the image.</summary>
    public string? Doubt { get; private set; }

    /// <summary>What a tree's last build left; null where it left nothing that may be linked in again.</summary>
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
        string[] before = [.. InputStamps.Take([path]).Lines];
        BtfObject? made = ours.IsScript ? RunScript(path, ours) : RunPahole(path, ours);
        if (!before.SequenceEqual(InputStamps.Take([path]).Lines))
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

    // It names what it makes after the image.
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
