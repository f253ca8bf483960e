using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Running;

/// <summary>Runs programs for what they print.</summary>
static class ProgramOutput
{
    const string Nothing = "/dev/null";
    const int BufferSize = 1 << 16; // capacity of a pipe

    /// <summary>Runs a program to its end and returns its standard output. Its standard error is not shown.</summary>
    /// <param name="program">A path, or a name to look up in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">The file that becomes its standard input.</param>
    /// <param name="environment">Its variables, as NAME=VALUE; null: ours.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="KallsymsException">The program cannot be started, or failed.</exception>
    public static byte[] Read(
        string program, IEnumerable<string> arguments, string input = Nothing, IReadOnlyList<string>? environment = null,
        CancellationToken cancellation = default)
    {
        using var pipe = new Pipe();
        using SafeFileHandle inputFile = File.OpenHandle(input);
        using SafeFileHandle complaints = File.OpenHandle(Nothing, FileMode.Open, FileAccess.Write);
        using ToolRun run = ToolRun.Start(
            program, arguments, new(Descriptor(inputFile), pipe.WriteEnd, Descriptor(complaints)), environment, cancellation);
        pipe.CloseWriteEnd();
        using var output = new MemoryStream();
        byte[] buffer = new byte[BufferSize];
        while (!pipe.HasEnded)
        {
            Pipe.WaitForAny([pipe]);
            output.Write(pipe.ReadAvailable(buffer));
        }
        run.Finish();
        return output.ToArray();
    }

    static int Descriptor(SafeFileHandle file) => (int)file.DangerousGetHandle();
}
