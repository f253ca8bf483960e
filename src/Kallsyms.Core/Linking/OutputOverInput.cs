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
        var inputAt = new Dictionary<(ulong, ulong), string>();
        foreach (string input in job.Command.InputFiles)
        {
            if (FileStatus.Of(input) is { Kind: FileKind.Regular } status)
                inputAt[(status.Device, status.Inode)] = input;
            if (job.EvidenceDirectory is { } evidence && IsEvidence(input, evidence))
                throw new KallsymsException(
                    ErrorKind.Usage, $"is an input of this link, and evidence kept in {evidence} would replace it", input);
        }
        var names = new HashSet<string>();
        foreach (string output in (string[])[job.Command.Output, .. job.MapFile is null ? []
            : (string[])[job.MapFile], .. SideOutput.Find(job.Command).Select(side => side.Path)])
        {
            FileStatus? status = FileStatus.Of(output);
            if (status is { Kind: FileKind.Regular } file && inputAt.TryGetValue((file.Device, file.Inode), out string? input))
                throw new KallsymsException(ErrorKind.Usage, $"the output is the same file as the input {input}", output);
            if (status is null or { Kind: FileKind.Regular } && !names.Add(Path.GetFullPath(output)))
                throw new KallsymsException(ErrorKind.Usage, "two outputs of this link have this name", output);
        }
    }

    static bool IsEvidence(string input, string directory) =>
        Path.GetFileName(input).StartsWith("pass-", StringComparison.Ordinal)
        && Path.GetDirectoryName(Path.GetFullPath(input)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
}
