using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking;

/// <summary>
/// Standard input for a command that reads it and is run more than once: what comes there first is copied, and read from its beginning
/// each time.
/// </summary>
static class KeptInput
{
    const string Name = "input";

    /// <summary>The copy; null: the command does not read standard input, and gets ours.</summary>
    public static SafeFileHandle? Open(LinkerCommandLine command, WorkDirectory work)
    {
        if (!command.ReadsStandardInput)
            return null;
        string copy = work.File(Name);
        if (!File.Exists(copy))
        {
            using var own = new SafeFileHandle(0, ownsHandle: false);
            using var input = new FileStream(own, FileAccess.Read, bufferSize: 0);
            using var kept = new FileStream(work.Create(Name), FileAccess.Write);
            input.CopyTo(kept);
        }
        return File.OpenHandle(copy);
    }
}
