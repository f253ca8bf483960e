using System.Buffers;
using System.Text.Json;

namespace Kallsyms.Logs;

/// <summary>
/// An object of JSON with a message of a log in it: one of journald, of containers, of test laboratories. It may be written in one line or
/// over several, alone or in an array.
/// </summary>
/// <param name="Message">Where its message is, without the quotes; empty: it has none.</param>
/// <param name="Sender">Where it says who sent it: the boot, else the host; empty: it does not say.</param>
readonly record struct JsonRecord(Range Message, Range Sender)
{
    static readonly SearchValues<byte> _between = SearchValues.Create(" \t\r,[]\x1e"u8);

    /// <summary>How many bytes a record takes that starts here, up to the end of its last line if nothing follows there.</summary>
    /// <param name="bytes">What has come in.</param>
    /// <param name="isLast">No more will.</param>
    /// <returns>0: none starts here. Null: more must come in first.</returns>
    public static int? Length(ReadOnlySpan<byte> bytes, bool isLast)
    {
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

    /// <summary>Reads the record that starts here; null: none does.</summary>
    public static JsonRecord? Read(ReadOnlySpan<byte> line)
    {
        int open = Open(line);
        if (open < 0)
            return null;
        Range message = default, boot = default, host = default;
        var reader = new Utf8JsonReader(line[open..]);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // As it is written: nobody escapes letters, and what is escaped need not be text at all.
                ReadOnlySpan<byte> name = reader.ValueSpan;
                bool isMessage = name.SequenceEqual("MESSAGE"u8) || name.SequenceEqual("message"u8)
                    || name.SequenceEqual("msg"u8) || name.SequenceEqual("log"u8);
                bool isBoot = name.SequenceEqual("_BOOT_ID"u8);
                bool isHost = name.SequenceEqual("_HOSTNAME"u8) || name.SequenceEqual("hostname"u8)
                    || name.SequenceEqual("host"u8);
                reader.Read();
                int start = open + (int)reader.TokenStartIndex + 1;
                Range value = reader.TokenType == JsonTokenType.String ? start..(open + (int)reader.BytesConsumed - 1) : default;
                if (isMessage && message.Equals(default))
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
            // It is cut off: what was read counts.
        }
        return new(message, boot.Equals(default) ? host : boot);
    }

    // Sequences of records put a separator or a word before each; between those of an array are commas.
    static int Open(ReadOnlySpan<byte> bytes)
    {
        int at = bytes.IndexOfAnyExcept(_between);
        if (at < 0)
            return -1;
        ReadOnlySpan<byte> start = bytes[at..];
        int word = start.StartsWith("- {"u8) ? 2 : start.StartsWith("data: {"u8) ? 6 : 0;
        start = start[word..];
        return start[0] == '{' && start[1..].TrimStart(" \t\r\n"u8) is [(byte)'"', ..] ? at + word : -1;
    }
}
