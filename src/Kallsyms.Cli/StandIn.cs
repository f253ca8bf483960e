using Kallsyms.Linking.Kbuild.StandIns;

namespace Kallsyms.Cli;

/// <summary>
/// Recognises a call by a kernel's script that takes this program for its linker or scripts/kallsyms, and does what kallsyms
/// kbuild-link, which runs the script, has ordered.
/// </summary>
static class StandIn
{
    public static bool IsMeant(string[] arguments) => arguments is [StandInClient.Command, _, _, ..];

    /// <returns>The exit status.</returns>
    public static int Run(string[] arguments, StandardStreams std)
    {
        try
        {
            StandInReply reply = StandInClient.Run(arguments[1], arguments[2], arguments[3..], std.OpenInput);
            using (Stream error = Console.OpenStandardError())
                error.Write(reply.Error);
            std.Write("-", stream => stream.Write(reply.Output));
            return reply.Status;
        }
        catch (Exception e) when (e is KallsymsException or IOException)
        {
            std.Say(e.Message);
            return ExitStatus.Tool;
        }
    }
}
