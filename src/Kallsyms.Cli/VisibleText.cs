using System.Buffers;
using System.Text;

namespace Kallsyms.Cli;

/// <summary>
/// Text for people: names come from files that nobody trusts, and a terminal obeys control characters. They are shown as \xNN, those beyond
/// ASCII as \u{NNNN}, as are marks that turn the direction of writing around; bytes that are no UTF-8 are \xNN too.
/// </summary>
static class VisibleText
{
    static readonly SearchValues<byte> _plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(b => (byte)b), (byte)'\n', (byte)'\t']);

    /// <summary>A message.</summary>
    public static string Of(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return IsPlain(bytes) ? text : Encoding.UTF8.GetString(Of(bytes, out _));
    }

    /// <summary>Nothing in it has to be changed.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept(_plain);

    /// <summary>Bytes of a longer text.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="consumed">How many were used; a character that is not complete is left for the next piece.</param>
    public static byte[] Of(ReadOnlySpan<byte> bytes, out int consumed)
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

    // C1 controls; marks and overrides of direction; separators of lines.
    static bool IsHidden(Rune rune) => rune.Value is < 0xa0 or 0x061c or 0x200e or 0x200f or (>= 0x2028 and <= 0x202e) or (>= 0x2066 and <= 0x2069);
}
