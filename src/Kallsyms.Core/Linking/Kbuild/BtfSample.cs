namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// Tries the tree's steps on an image of one small object, to see before the first link what their objects are like, and whether pahole
/// writes the same data when it does not touch the image.
/// </summary>
static class BtfSample
{
    const string Image = ".tmp_vmlinux.btf-sample"; // make clean removes files of this name
    const string Data = Image + ".BTF";
    const string Input = "init/version-timestamp.o";

    /// <summary>The object with the sample's types; null where the steps do not do what is expected of them.</summary>
    public static BtfObject? Make(BtfTool tool)
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
            return BtfObject.Find(output) is { } made && (tool.IsScript || made.Data.AsSpan().SequenceEqual(InputFile.ReadBytes(Data)))
                ? made : null;
        }
        catch (KallsymsException)
        {
            // Whatever is wrong, the image itself will tell.
            return null;
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
