using System.Text;

namespace Kallsyms.Logs;

/// <summary>Divides a log into stretches. The lines of several hosts or boots may be mixed; each sender has its own stretches.</summary>
/// <param name="kernel">The kernel whose symbols are used.</param>
/// <param name="said">The KASLR offset given by the user; null to take it from the log.</param>
sealed class StretchReader(LogKernel kernel, ulong? said)
{
    // No log has this many hosts; if exceeded, all are forgotten, which only costs names.
    const int MaxSenders = 1024;

    readonly Dictionary<string, BootReader> _readers = [];
    BootReader _reader = new(kernel, said, 1);
    byte[] _sender = [];
    long _number = 1;

    /// <summary>The stretch that the last line belongs to, as far as known.</summary>
    public Stretch Current => _reader.Current;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="hasAddresses">Whether it has addresses.</param>
    /// <param name="lines">The number of log lines that it spans.</param>
    public void Read(LogLine line, bool hasAddresses, long lines)
    {
        ReadOnlySpan<byte> text = line.Text;
        long? time = LinePrefix.Time(text);
        // A line without a time of its own continues what came before.
        bool isSaid = !line.Sender.IsEmpty || text is [(byte)'[' or (byte)'<', ..] && time is not null;
        if (isSaid && !line.Sender.SequenceEqual(_sender))
            Switch(line.Sender);
        if (text.StartsWith("-- Boot "u8) || text.StartsWith("-- Reboot --"u8))
            End();
        _reader.Read(line, time, _number, hasAddresses, isSent: _sender.Length > 0);
        _number += lines;
    }

    /// <summary>Records the end of the log.</summary>
    public void Close()
    {
        _reader.Close();
        foreach (BootReader reader in _readers.Values)
            reader.Close();
    }

    void Switch(ReadOnlySpan<byte> sender)
    {
        string name = Encoding.Latin1.GetString(sender);
        if (_sender.Length == 0)
            _readers.TryAdd("", _reader);
        if (_readers.Count == MaxSenders)
        {
            Close();
            _readers.Clear();
        }
        if (!_readers.TryGetValue(name, out BootReader? reader))
            _readers[name] = reader = new(kernel, said, _number);
        (_reader, _sender) = (reader, sender.ToArray());
    }

    void End()
    {
        _reader.End();
        foreach (BootReader reader in _readers.Values)
            reader.End();
    }
}
