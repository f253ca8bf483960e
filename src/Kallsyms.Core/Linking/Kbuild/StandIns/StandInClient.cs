using System.Net.Sockets;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>This program, called by a kernel's script in the place of one of its tools: asks the one that started the script what to do.</summary>
public static class StandInClient
{
    /// <summary>Whether the name that a program was called by is that of a stand-in.</summary>
    public static bool IsMeant(string calledAs) =>
        Path.GetDirectoryName(calledAs) is { } directory
        && Path.GetFileName(directory).StartsWith(StandInDirectory.Prefix, StringComparison.Ordinal)
        && File.Exists(Path.Combine(directory, StandInDirectory.SocketName));

    /// <summary>Asks, and becomes the program that it is told to become, or gives status and output.</summary>
    /// <param name="calledAs">The name this program was called by.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Reads standard input.</param>
    public static (int Status, byte[] Output) Run(string calledAs, IReadOnlyList<string> arguments, Func<byte[]> input)
    {
        string name = Path.GetFileName(calledAs);
        string directory = Directory.GetCurrentDirectory();
        bool reads = name == StandInDirectory.ToolName && !arguments.Any(File.Exists);
        var request = new StandInRequest(name, directory, arguments, reads ? input() : []);
        StandInReply reply = Ask(Path.GetDirectoryName(calledAs)!, request);
        Directory.SetCurrentDirectory(directory);
        if (reply.Program.Count > 0)
            ProcessReplacement.Run(reply.Program[0], reply.Program.Skip(1));
        return (reply.Status, reply.Output);
    }

    // The name of a socket has at most 107 bytes, whatever the path of the build directory.
    static StandInReply Ask(string session, StandInRequest request)
    {
        Directory.SetCurrentDirectory(session);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(StandInDirectory.SocketName));
            using var stream = new BufferedStream(new NetworkStream(socket));
            request.Write(stream);
            stream.Flush();
            return StandInReply.Read(stream);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new KallsymsException(ErrorKind.Tool, $"the kallsyms that runs the script does not answer: {e.Message}", inner: e);
        }
    }
}
