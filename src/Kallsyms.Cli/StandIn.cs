using Kallsyms.Linking.Kbuild.StandIns;

namespace Kallsyms.Cli;

/// <summary>Called by a kernel's script in the place of its linker or of scripts/kallsyms: does what kallsyms kbuild-link, which runs the script, says.</summary>
static class StandIn
{
    /// <returns>The exit status.</returns>
    public static int Run(string calledAs, string[] arguments)
    {
        try
        {
            (int status, byte[] output) = StandInClient.Run(calledAs, arguments, () => InputBytes.ReadStandardInput().ToArray());
            using Stream stream = Console.OpenStandardOutput();
            stream.Write(output);
            return status;
        }
        catch (Exception e) when (e is KallsymsException or IOException)
        {
            Console.Error.WriteLine($"kallsyms: {e.Message}");
            return ExitStatus.Tool;
        }
    }
}
