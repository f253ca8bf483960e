namespace Kallsyms.Linking;

/// <summary>The build id of a patched image.</summary>
static class BuildId
{
    public static void Recompute(string path) =>
        throw new KallsymsException(ErrorKind.Unreadable, "recomputing the build id is not supported yet", path);
}
