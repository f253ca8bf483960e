using Kallsyms.Files;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking;

/// <summary>Refuses a command with an output that would overwrite one of its inputs or another output.</summary>
static class OutputOverInput
{
    /// <summary>Checks the files written by the command and by us.</summary>
    /// <exception cref="KallsymsException">Two of these files are the same.</exception>
    public static void Check(LinkJob job)
    {
        string[] outputs = [job.Command.Output, .. job.MapFile is { } map ? [map] : (string[])[],
            .. SideOutput.Find(job.Command).Select(side => side.Path)];
        IReadOnlyList<string> inputs = job.Command.InputFiles;
        OverwrittenInput.Refuse(outputs.Select(output => (output, output)), inputs.Select(input => (input, input)));
        if (job.EvidenceDirectory is { } evidence && inputs.FirstOrDefault(input => IsEvidence(input, evidence)) is { } kept)
            throw new KallsymsException(
                ErrorKind.Usage, $"is an input of this link, and evidence kept in {evidence} would replace it", kept);
        var names = new HashSet<string>();
        foreach (string output in outputs)
        {
            if (FileStatus.Of(output) is null or { Kind: FileKind.Regular } && !names.Add(Path.GetFullPath(output)))
                throw new KallsymsException(ErrorKind.Usage, "two outputs of this link have this name", output);
        }
    }

    static bool IsEvidence(string input, string directory) =>
        Path.GetFileName(input).StartsWith("pass-", StringComparison.Ordinal)
        && Path.GetDirectoryName(Path.GetFullPath(input)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
}
