namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// Tries the tree's steps on an image of one small object, to find out before the first link what their objects look like, and whether
/// pahole writes the same data when it leaves the image alone.
/// </summary>
static class BtfSample
{
    const string Image = ".tmp_vmlinux.btf-sample"; // make clean removes files of this name
    const string Data = Image + ".BTF";
    const string Input = "init/version-timestamp.o";

    /// <summary>Returns why an object cannot be linked instead of one that the tree's steps make now; null if it can.</summary>
    public static string? Obstacle(BtfTool tool, BtfObject expected)
    {
        string output = BtfTool.ObjectOf(Image);
        Remove();
        try
        {
            string[] linker = [.. KbuildVariables.Split(tool.Line.Arguments[0]), .. KbuildVariables.Split(tool.Line.Arguments[1])];
            tool.Steps.RunWithoutErrors([.. linker, "--unresolved-symbols=ignore-all", "-e", "0", "-o", Image, Input]);
            if (!tool.IsScript)
                tool.Detach(Image, Data);
            tool.Make(Image, output);
            return BtfObject.Find(output) is not { } made ? "pahole and objcopy make no object with type data of a sample"
                : !made.HasFormOf(expected) ? $"{expected.Path} is not as pahole and objcopy make it now"
                : !tool.IsScript && !made.Data.AsSpan().SequenceEqual(InputFile.ReadBytes(Data))
                    ? "pahole makes other types of a sample when it writes them to a file of their own"
                : null;
        }
        catch (KallsymsException e)
        {
            return e.Message;
        }
        finally
        {
            Remove();
        }
    }

    static void Remove()
    {
        foreach (string file in Directory.EnumerateFiles(".", Image + "*"))
            File.Delete(file);
    }
}
