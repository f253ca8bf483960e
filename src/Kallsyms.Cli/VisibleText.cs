using System.Buffers;
using System.Text;

namespace Kallsyms.Cli;

/// <summary>
/// Makes text safe for terminals: names come from untrusted files, and a terminal obeys control characters. These are shown as \xNN, or
/// as \u{NNNN} beyond ASCII, as are marks that change the direction of writing. Bytes that are not UTF-8 are shown as \xNN too.
/// </summary>
static class VisibleText
{
    /// <summary>The length of the longest colour sequence, and so the most that is left for the next piece.</summary>
    public const int MostColour = 20;

    static readonly SearchValues<byte> _plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(b => (byte)b), (byte)'\n', (byte)'\t']);

    /// <summary>Converts a message.</summary>
    public static string Of(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return IsPlain(bytes) ? text : Encoding.UTF8.GetString(Of(bytes, out _));
    }

    /// <summary>Whether nothing has to be changed.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept(_plain);

    /// <summary>Converts a piece of a longer text.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="consumed">The number of bytes used; an incomplete character or colour is left for the next piece.</param>
    /// <param name="colours">Whether to keep colours (SGR).</param>
    public static byte[] Of(ReadOnlySpan<byte> bytes, out int consumed, bool colours = false)
    {
        var visible = new ArrayBufferWriter<byte>(bytes.Length + 16);
        consumed = 0;
        while (consumed < bytes.Length)
        {
            ReadOnlySpan<byte> rest = bytes[consumed..];
            int plain = rest.IndexOfAnyExcept(_plain);
            if (plain != 0)
            {
                int length = plain < 0 ? rest.Length : plain;
                visible.Write(rest[..length]);
                consumed += length;
                continue;
            }
            if (colours && ColourLength(rest) is var colour && colour != 0)
            {
                if (colour < 0)
                    break;
                visible.Write(rest[..colour]);
                consumed += colour;
                continue;
            }
            OperationStatus status = Rune.DecodeFromUtf8(rest, out Rune rune, out int used);
            if (status == OperationStatus.NeedMoreData)
                break;
            if (status == OperationStatus.InvalidData)
                visible.Write(Encoding.ASCII.GetBytes($"\\x{rest[0]:x2}"));
            else if (rune.IsAscii)
                visible.Write(Encoding.ASCII.GetBytes($"\\x{rune.Value:x2}"));
            else if (IsHidden(rune))
                visible.Write(Encoding.ASCII.GetBytes($"\\u{{{rune.Value:x4}}}"));
            else
                visible.Write(rest[..used]);
            consumed += status == OperationStatus.InvalidData ? 1 : used;
        }
        return visible.WrittenSpan.ToArray();
    }

    // The length of ESC [ digits and semicolons m; -1 if the bytes end within it, 0 for anything else.
    static int ColourLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != 0x1b)
            return 0;
        for (int i = 1; i < Math.Min(bytes.Length, MostColour); i++)
        {
            if (i == 1 ? bytes[i] != '[' : bytes[i] == 'm')
                return i == 1 ? 0 : i + 1;
            if (i > 1 && bytes[i] is not ((>= (byte)'0' and <= (byte)'9') or (byte)';'))
                return 0;
        }
        return bytes.Length < MostColour ? -1 : 0;
    }

    // C1 controls; direction marks and overrides; line separators.
    static bool IsHidden(Rune rune) =>
        rune.Value is < 0xa0 or 0x061c or 0x200e or 0x200f or (>= 0x2028 and <= 0x202e) or (>= 0x2066 and <= 0x2069);
}
