using System.Collections;
using System.Net.Sockets;
using Kallsyms.Files;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// This program, called by a kernel's script in the place of one of its tools: asks the one that started the script what to do.
/// </summary>
static class StandInClient
{
    /// <summary>
    /// The first word of a stand-in's command line; behind it the directory in which it asks, the name it was called by, and its arguments.
    /// </summary>
    public const string Command = "kbuild-stand-in";

    /// <summary>Asks, and becomes the program that it is told to become, or tells how to end.</summary>
    /// <param name="session">The directory in which to ask.</param>
    /// <param name="name">The name this program was called by.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">Opens standard input.</param>
    public static StandInReply Run(string session, string name, IReadOnlyList<string> arguments, Func<Stream> input)
    {
        string directory = Directory.GetCurrentDirectory();
        // What runs in its place, and what that runs, finds the tools of the build.
        string? path = Environment.GetEnvironmentVariable("PATH") is { } all ? StandInDirectory.WithoutStandIns(session, all) : null;
        Environment.SetEnvironmentVariable("PATH", path);
        // It can be read by setting it only.
        int umask = Native.Umask(0);
        _ = Native.Umask(umask);
        var request = new StandInRequest(name, directory, umask, Variables(), arguments)
        {
            List = name == StandInDirectory.ToolName ? ReadList(arguments, input) : null,
        };
        StandInReply reply = Ask(session, request);
        Directory.SetCurrentDirectory(directory);
        if (reply.Program.Count > 0)
            ProcessReplacement.Run(reply.Program[0], reply.Program.Skip(1), path);
        return reply;
    }

    // The name of a file may mean another to another process (/dev/stdin, /proc/self/fd/0). With other options than those that stand in
    // front of a list, the tool may not read standard input, whose end may never come: it answers a question, or writes into a file.
    static ListForTool? ReadList(IReadOnlyList<string> arguments, Func<Stream> input) =>
        arguments.Count > 0 && File.Exists(arguments[^1])
            ? new(
                File.ReadAllBytes(arguments[^1]), IsArgument: true, FileStatus.Of(arguments[^1]) is { Kind: FileKind.Regular })
            : arguments.All(ToolOptions.IsKnown) ? new(ReadAll(input), IsArgument: false, Stays: false)
            : null;

    // Without those that tell a call from the next one alone.
    static string[] Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => variable.Key is not ("_" or "SHLVL" or "PWD" or "OLDPWD"))
        .Select(variable => $"{variable.Key}={variable.Value}")
        .Order(StringComparer.Ordinal).ToArray();

    static byte[] ReadAll(Func<Stream> input)
    {
        using Stream stream = input();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
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
