using Kallsyms.Linking.Kbuild.StandIns;

namespace Kallsyms.Cli;

/// <summary>
/// Called by a kernel's script in the place of its linker or of scripts/kallsyms: does what
/// kallsyms kbuild-link, which runs the script, says.
/// </summary>
static class StandIn
{
    public static bool IsMeant(string[] arguments) => arguments is [StandInClient.Command, _, _, ..];

    /// <returns>The exit status.</returns>
    public static int Run(string[] arguments, StandardStreams std)
    {
        try
        {
            (int status, byte[] output) = StandInClient.Run(arguments[1], arguments[2], arguments[3..], std.OpenInput);
            std.Write("-", stream => stream.Write(output));
            return status;
        }
        catch (Exception e) when (e is KallsymsException or IOException)
        {
            std.Say(e.Message);
            return ExitStatus.Tool;
        }
    }
}
