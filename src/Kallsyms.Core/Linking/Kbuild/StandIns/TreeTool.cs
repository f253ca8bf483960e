using Kallsyms.Linking.Running;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>A kernel tree's own scripts/kallsyms, called as its script calls it.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Options">Options and whatever else stands in front of the list.</param>
/// <param name="ReadsFile">The list of symbols is a file, the last argument; otherwise standard input.</param>
/// <param name="Environment">Its variables, as NAME=VALUE; null: ours.</param>
sealed record TreeTool(string Program, IReadOnlyList<string> Options, bool ReadsFile, IReadOnlyList<string>? Environment = null)
{
    /// <summary>Called in the same way.</summary>
    public bool IsLike(TreeTool? other) => other is not null && Program == other.Program && ReadsFile == other.ReadsFile
        && Options.SequenceEqual(other.Options) && (Environment ?? []).SequenceEqual(other.Environment ?? []);

    /// <summary>What it writes for a list; null when it fails.</summary>
    /// <param name="list">The list of symbols.</param>
    /// <param name="file">A file for the list.</param>
    public byte[]? Run(ReadOnlyMemory<byte> list, string file)
    {
        try
        {
            File.WriteAllBytes(file, list.Span);
            return ReadsFile ? ProgramOutput.Read(Program, [.. Options, file], environment: Environment)
                : ProgramOutput.Read(Program, Options, file, environment: Environment);
        }
        catch (KallsymsException)
        {
            return null;
        }
    }
}
