using System.Net.Sockets;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>Answers stand-ins, one after the other.</summary>
sealed class StandInServer : IDisposable
{
    readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly Func<StandInRequest, StandInReply> _answer;
    readonly Task _loop;

    /// <summary>Starts to listen.</summary>
    public StandInServer(StandInDirectory directory, Func<StandInRequest, StandInReply> answer)
    {
        _answer = answer;
        _socket.Bind(new UnixDomainSocketEndPoint(directory.Near(StandInDirectory.SocketName)));
        _socket.Listen();
        _loop = Task.Run(Loop);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _loop.GetAwaiter().GetResult();
    }

    void Loop()
    {
        while (true)
        {
            try
            {
                using Socket connection = _socket.Accept();
                using var stream = new BufferedStream(new NetworkStream(connection));
                StandInReply reply = _answer(StandInRequest.Read(stream));
                reply.Write(stream);
                stream.Flush();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (
                e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.InvalidArgument)
            {
                return;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // A stand-in was killed; the script knows.
            }
            catch
            {
                // Stand-ins that would wait for an answer fail at once, and so does the script; Dispose throws what happened.
                _socket.Dispose();
                throw;
            }
        }
    }
}
