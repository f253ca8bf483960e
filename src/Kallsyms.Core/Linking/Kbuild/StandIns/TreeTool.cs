using Kallsyms.Linking.Running;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>A kernel tree's own scripts/kallsyms, called as its script calls it.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Options">Options and whatever else stands in front of the list.</param>
/// <param name="ReadsFile">The list of symbols is a file, the last argument; otherwise standard input.</param>
sealed record TreeTool(string Program, IReadOnlyList<string> Options, bool ReadsFile)
{
    /// <summary>Called in the same way.</summary>
    public bool IsLike(TreeTool? other) =>
        other is not null && Program == other.Program && ReadsFile == other.ReadsFile && Options.SequenceEqual(other.Options);

    /// <summary>What it writes for a list; null when it fails.</summary>
    /// <param name="list">The list of symbols.</param>
    /// <param name="file">A file for the list.</param>
    public byte[]? Run(ReadOnlyMemory<byte> list, string file)
    {
        try
        {
            File.WriteAllBytes(file, list.Span);
            return ReadsFile ? ProgramOutput.Read(Program, [.. Options, file]) : ProgramOutput.Read(Program, Options, file);
        }
        catch (KallsymsException)
        {
            return null;
        }
    }
}
