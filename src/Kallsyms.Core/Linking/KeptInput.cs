using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking;

/// <summary>
/// Standard input for a command that reads it and runs more than once: it is copied first, and each run reads the copy from its
/// beginning.
/// </summary>
static class KeptInput
{
    const string Name = "input";

    /// <summary>Returns the copy, or null if the command does not read standard input and inherits ours.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Where to keep the copy.</param>
    /// <param name="cancellation">Stops waiting for input, such as what a person types.</param>
    public static SafeFileHandle? Open(LinkerCommandLine command, WorkDirectory work, CancellationToken cancellation)
    {
        if (!command.ReadsStandardInput)
            return null;
        string copy = work.File(Name);
        if (!File.Exists(copy))
        {
            using var own = new SafeFileHandle(0, ownsHandle: false);
            using var input = new FileStream(own, FileAccess.Read, bufferSize: 0);
            using var kept = new FileStream(work.Create(Name), FileAccess.Write);
            Task.Run(() => input.CopyTo(kept), cancellation).WaitAsync(cancellation).GetAwaiter().GetResult();
        }
        return File.OpenHandle(copy);
    }
}
