using System.Buffers.Binary;

namespace Kallsyms.Logs;

/// <summary>
/// A record as journalctl -o export prints it and systemd-journal-remote sends it: a field in each line, and an empty line behind them
/// (systemd's "Journal Export Formats").
/// </summary>
static class ExportRecord
{
    // Every record starts with it.
    static readonly byte[] _first = "__CURSOR="u8.ToArray();

    static readonly byte[] _boot = "\n_BOOT_ID="u8.ToArray();

    static readonly byte[] _message = "\nMESSAGE="u8.ToArray();

    // Behind it its length in bytes, 64 bits little endian: it has control characters.
    static readonly byte[] _binaryMessage = "\nMESSAGE\n"u8.ToArray();

    /// <summary>As <see cref="JsonRecord.Length"/>.</summary>
    public static int? Length(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (!bytes.StartsWith(_first))
            return 0;
        int end = bytes.IndexOf("\n\n"u8);
        return end >= 0 ? end + 2 : isLast ? bytes.Length : null;
    }

    /// <summary>As <see cref="JsonRecord.Read"/>.</summary>
    public static JsonRecord? Read(ReadOnlySpan<byte> record)
    {
        if (!record.StartsWith(_first))
            return null;
        return new(BinaryMessage(record) ?? Field(record, _message), Field(record, _boot), RecordForm.Export);
    }

    static Range Field(ReadOnlySpan<byte> record, byte[] name)
    {
        if (record.IndexOf(name) is not (>= 0 and int at))
            return default;
        int start = at + name.Length;
        int length = record[start..].IndexOf((byte)'\n');
        return start..(length < 0 ? record.Length : start + length);
    }

    static Range? BinaryMessage(ReadOnlySpan<byte> record)
    {
        if (record.IndexOf(_binaryMessage) is not (>= 0 and int at))
            return null;
        int start = at + _binaryMessage.Length + sizeof(ulong);
        if (start > record.Length)
            return null;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(record[(start - sizeof(ulong))..]);
        return length <= (ulong)(record.Length - start) ? start..(start + (int)length) : null;
    }
}
