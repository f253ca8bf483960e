using System.Text.Json;

namespace Kallsyms.Logs;

/// <summary>
/// A JSON object that contains a log message, from journald, dmesg, containers or test laboratories. It may be written on one line or
/// several, alone or in an array. Or a record of journald's own form (<see cref="ExportRecord"/>).
/// </summary>
/// <param name="Message">The range of its message, without the quotes; empty if it has none.</param>
/// <param name="Sender">The range that identifies the sender: the boot, or else the host; empty if it has neither.</param>
/// <param name="Form">How it is written.</param>
readonly record struct JsonRecord(Range Message, Range Sender, RecordForm Form)
{
    const byte Separator = 0x1e;

    /// <summary>
    /// Returns the length in bytes of a record that starts here, up to the end of its last line if nothing else follows on it.
    /// </summary>
    /// <param name="bytes">The bytes received so far.</param>
    /// <param name="isLast">Whether no more bytes will come.</param>
    /// <returns>0 if no record starts here; null if more bytes are needed to decide.</returns>
    public static int? Length(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (ExportRecord.Length(bytes, isLast) is not 0 and var length)
            return length;
        int open = Open(bytes);
        if (open < 0)
            return 0;
        var reader = new Utf8JsonReader(bytes[open..], isLast, default);
        try
        {
            if (!reader.Read() || !reader.TrySkip())
                return null;
        }
        catch (JsonException)
        {
            return 0;
        }
        int end = open + (int)reader.BytesConsumed;
        int rest = bytes[end..].IndexOfAnyExcept(" \t\r,]"u8);
        return rest < 0 ? (isLast ? bytes.Length : null) : bytes[end + rest] == '\n' ? end + rest + 1 : end;
    }

    /// <summary>Reads the record that starts here; returns null if there is none.</summary>
    public static JsonRecord? Read(ReadOnlySpan<byte> line)
    {
        int open = Open(line);
        if (open < 0)
            return ExportRecord.Read(line);
        RecordForm form = RecordForm.Text;
        Range message = default, boot = default, host = default, dmesg = default;
        var reader = new Utf8JsonReader(line[open..]);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // Unescaped: nobody escapes letters, and escapes need not form valid text.
                ReadOnlySpan<byte> name = reader.ValueSpan;
                bool isMessage = name.SequenceEqual("MESSAGE"u8) || name.SequenceEqual("message"u8)
                    || name.SequenceEqual("msg"u8) || name.SequenceEqual("log"u8);
                bool isBoot = name.SequenceEqual("_BOOT_ID"u8);
                // dmesg prints the log of one boot, and says nothing of it.
                if (name.SequenceEqual("pri"u8))
                    dmesg = Between(reader, open);
                bool isHost = name.SequenceEqual("_HOSTNAME"u8) || name.SequenceEqual("hostname"u8)
                    || name.SequenceEqual("host"u8);
                reader.Read();
                Range value = reader.TokenType == JsonTokenType.String ? Between(reader, open) : default;
                if (isMessage && message.Equals(default) && reader.TokenType == JsonTokenType.StartArray)
                {
                    form = RecordForm.Numbers;
                    int start = open + (int)reader.TokenStartIndex;
                    reader.Skip();
                    message = start..(open + (int)reader.BytesConsumed);
                }
                else if (isMessage && message.Equals(default))
                    message = value;
                else if (isBoot)
                    boot = value;
                else if (isHost)
                    host = value;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // It is truncated; what was read counts.
        }
        return new(message, !boot.Equals(default) ? boot : !host.Equals(default) ? host : dmesg, form);
    }

    // What stands between the quotes of the last token.
    static Range Between(in Utf8JsonReader reader, int open)
    {
        int start = open + (int)reader.TokenStartIndex + 1;
        return start..(start + reader.ValueSpan.Length);
    }

    // JSON sequences put a separator or a word before each record; in an array, commas separate them.
    static int Open(ReadOnlySpan<byte> bytes)
    {
        // One or two bytes decide, which a search for any of many would take longer to do.
        int at = 0;
        while (at < bytes.Length && bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)',' or (byte)'[' or (byte)']' or Separator)
            at++;
        if (at == bytes.Length || bytes[at] is not ((byte)'{' or (byte)'-' or (byte)'d'))
            return -1;
        ReadOnlySpan<byte> start = bytes[at..];
        int word = start.StartsWith("- {"u8) ? 2 : start.StartsWith("data: {"u8) ? 6 : 0;
        start = start[word..];
        if (start[0] != '{')
            return -1;
        start = start[1..].TrimStart(" \t\r\n"u8);
        // What dmesg --json prints is one object, with an array of records in it.
        return start is [(byte)'"', ..] && !start.StartsWith("\"dmesg\":"u8) ? at + word : -1;
    }
}
