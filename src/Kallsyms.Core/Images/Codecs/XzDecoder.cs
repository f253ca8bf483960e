using Kallsyms.Unpacking;

namespace Kallsyms.Images.Codecs;

/// <summary>Decodes the .xz format in memory.</summary>
static class XzDecoder
{
    /// <summary>Unpacks a stream and those after it; returns where the last one ends.</summary>
    /// <exception cref="KallsymsException">The data is damaged, or exceeds the limits.</exception>
    public static int Decode(ReadOnlyMemory<byte> input, UnpackedBytes output)
    {
        using var stream = new XzStreams(PackedStream.Open(input, output), output.Limit);
        try
        {
            output.Append(stream);
            output.Checksum = stream.Check;
            return (int)stream.Position;
        }
        catch (InvalidDataException e)
        {
            throw new KallsymsException(ErrorKind.Unreadable, e.Message, inner: e);
        }
        finally
        {
            output.IsReal |= stream.HasBegun;
        }
    }
}
