using System.Buffers;

namespace Kallsyms.Logs;

/// <summary>
/// Annotates a log that is still being written. What cannot be named yet is kept back: a little, and not for long, since a console that
/// shows nothing is worse than one that shows numbers.
/// </summary>
/// <param name="kernel">The kernel whose symbols are at hand.</param>
/// <param name="stretches">Takes the log's stretches.</param>
/// <param name="writer">Writes lines.</param>
sealed class LogFollower(LogKernel kernel, List<Stretch> stretches, LineWriter writer)
{
    const int MaxHeld = 64 << 10;

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    readonly StretchReader _reader = new(kernel);
    readonly ArrayBufferWriter<byte> _held = new();

    /// <summary>Copies to the end of the log.</summary>
    public void Run(Stream input, Stream output)
    {
        stretches.Add(_reader.Current);
        var lines = new LineBuffer(input);
        while (lines.Fill())
        {
            while (lines.TryTake(out ReadOnlySpan<byte> line))
                Take(line, output);
            output.Flush();
            if (_held.WrittenCount > 0 && !lines.IsComing(_patience))
            {
                GiveUp(output);
                output.Flush();
            }
        }
        _reader.Current.Close();
        Release(_reader.Current, _reader.Current.Verdict, output);
    }

    void Take(ReadOnlySpan<byte> line, Stream output)
    {
        Stretch before = _reader.Current;
        ReadOnlySpan<byte> text = writer.Read(line);
        if (_reader.Read(text, writer.HasAddresses))
        {
            Release(before, before.Verdict, output);
            LogAnnotator.Add(stretches, _reader.Current);
            text = writer.Read(line);
        }
        Stretch stretch = _reader.Current;
        Verdict verdict = stretch.Verdict;
        if (verdict.IsOpen && !stretch.GaveUp && (_held.WrittenCount > 0 || writer.HasAddresses))
        {
            _held.Write(line);
            if (_held.WrittenCount > MaxHeld)
                GiveUp(output);
            return;
        }
        if (_held.WrittenCount > 0)
        {
            Release(stretch, verdict, output);
            text = writer.Read(line);
        }
        writer.Write(line, text, verdict, stretch, output);
    }

    void GiveUp(Stream output)
    {
        _reader.Current.GaveUp = true;
        Release(_reader.Current, _reader.Current.Verdict, output);
    }

    void Release(Stretch stretch, Verdict verdict, Stream output)
    {
        ReadOnlySpan<byte> rest = _held.WrittenSpan;
        while (rest.Length > 0)
        {
            ReadOnlySpan<byte> line = rest.IndexOf((byte)'\n') is >= 0 and int end ? rest[..(end + 1)] : rest;
            writer.Write(line, writer.Read(line), verdict, stretch, output);
            rest = rest[line.Length..];
        }
        _held.ResetWrittenCount();
    }
}
