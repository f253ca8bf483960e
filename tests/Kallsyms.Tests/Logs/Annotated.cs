using System.Text;
using Kallsyms.Logs;

namespace Kallsyms.Tests.Logs;

/// <summary>A log that was annotated, as a file and as a pipe.</summary>
sealed record Annotated(string Text, IReadOnlyList<LogNotice> Unnamed, IReadOnlyList<LogNotice> Unconfirmed)
{
    public static Annotated File(LogKernel kernel, string log, ulong? distance = null) =>
        Read(kernel, new MemoryStream(Encoding.Latin1.GetBytes(log)), distance);

    public static Annotated Pipe(LogKernel kernel, string log, ulong? distance = null, int most = 37) =>
        Read(kernel, new Pieces(Encoding.Latin1.GetBytes(log), most), distance);

    static Annotated Read(LogKernel kernel, Stream input, ulong? distance)
    {
        var annotator = new LogAnnotator(kernel, distance);
        using var output = new MemoryStream();
        annotator.Annotate(input, output);
        return new(Encoding.Latin1.GetString(output.ToArray()), annotator.Unnamed, annotator.Unconfirmed);
    }

    /// <summary>What comes in pieces of at most so many bytes, and only once.</summary>
    sealed class Pieces(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }
}
