using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Kallsyms.Logs;

/// <summary>A word that is an address.</summary>
/// <param name="Word">The word.</param>
/// <param name="Value">The address without tags.</param>
/// <param name="IsCode">The kernel prints the address of code there, or somebody says whose it is.</param>
/// <param name="IsReturn">It is one that a call returns to, as in a line of a trace: the kernel names the byte before.</param>
/// <param name="MayReturn">It may be one: before it stands what is not understood, and then an indent.</param>
readonly record struct LogAddress(HexWord Word, ulong Value, bool IsCode, bool IsReturn = false, bool MayReturn = false);

/// <summary>
/// Decides which words of a line are addresses. Words in rows are dumps of memory or of instructions, or registers without names, where
/// kernels print no symbol names either.
/// </summary>
sealed class AddressFinder(AddressForm form)
{
    // The number of consecutive words that make a memory dump.
    const int Row = 3;

    // Words that label a number that is not an address, whatever it looks like.
    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _meanings = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "hash", "sha", "md5", "crc", "crc32", "crc64", "csum", "checksum", "digest", "tag", "uuid", "guid", "inode", "ino", "cookie",
        "flags", "seed", "nonce", "serial", "wwn", "max_cycles",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    const int MaxMeaning = 10;

    static readonly SearchValues<byte> _blanks = SearchValues.Create(" \t,;([{<\"'"u8);

    static readonly SearchValues<byte> _brackets = SearchValues.Create(" \t[<>](?)"u8);

    // Bytes that join the text on both sides into one word.
    static readonly SearchValues<byte> _joins = SearchValues.Create("-+@$./%#\\&|^~"u8);

    // What these lines say is where things were linked, or how memory is laid out, or where a guest is, or it is a row of gdb's:
    // "0xc0123456 <jiffies+16>:	0x...".
    static readonly byte[][] _other =
    [
        "Kernel Offset"u8.ToArray(), "KERNELOFFSET="u8.ToArray(), "SYMBOL("u8.ToArray(), "Kernel relocated by"u8.ToArray(),
        "Memory: "u8.ToArray(), "guest r"u8.ToArray(), "guest R"u8.ToArray(), ">:\t0x"u8.ToArray(),
    ];

    static readonly byte[] _code = "Code: "u8.ToArray();

    readonly List<HexWord> _words = [];

    /// <summary>What lines with numbers that are no addresses are known by.</summary>
    public static IEnumerable<byte[]> Phrases => [.. _other, _code];

    /// <summary>Adds the addresses of a line.</summary>
    public void Find(LogLine line, LogSection section, List<LogAddress> addresses)
    {
        int first = addresses.Count;
        if (section.HasNoAddresses)
            return;
        if (form.IsTelling && TracedWord.Find(line) is { } word)
            AddTraced(word, addresses);
        else
            FindAny(line, addresses, first);
        if (section.ListsFunctions)
        {
            for (int i = first; i < addresses.Count; i++)
                addresses[i] = addresses[i] with { IsReturn = false, MayReturn = false };
        }
    }

    void AddTraced(HexWord word, List<LogAddress> addresses)
    {
        ulong value = form.Ones != 0 ? form.Strip(word.Value) : word.Value;
        if (value > long.MaxValue)
            addresses.Add(new(word, value, IsCode: true, form.NamesCalls));
    }

    void FindAny(LogLine line, List<LogAddress> addresses, int first)
    {
        ReadOnlySpan<byte> text = line.Text;
        if (!HexWords.HasLong(text, form.FewestDigits) || LogPhrases.Has(line, _other))
            return;
        int end = line.HasPhrase && text.IndexOf(_code) is >= 0 and int code ? code : text.Length;
        HexWords.Find(text, _words);
        int body = line.Body;
        bool isDump = false;
        for (int i = 0; i < _words.Count && _words[i].Start < end; i++)
        {
            HexWord word = _words[i];
            bool isRowStart = i == 0 || text[_words[i - 1].End..word.Start].IndexOfAnyExcept(" \t,"u8) >= 0;
            if (isRowStart)
                isDump = word.Run >= Row || i > 0 && IsOffsetOfDump(text, _words[i - 1], word)
                    || word.Run > 1 && word.Digits >= 4 && (!word.HasPrefix && StartsText(text, word, body)
                        || PrintedNumber.IsRegister(text[NumberLabel.Start(word, body)..word.Start]));
            if (!isDump && (i + 1 == _words.Count || !IsOffsetOfDump(text, word, _words[i + 1]))
                && Read(text, i, body, CollectionsMarshal.AsSpan(addresses)[first..]) is { } address)
            {
                addresses.Add(address);
            }
        }
    }

    LogAddress? Read(ReadOnlySpan<byte> line, int index, int body, ReadOnlySpan<LogAddress> before)
    {
        HexWord word = _words[index];
        // Kernels without names print "[<c0123456>] 0xc0123456".
        if (word.HasPrefix && before is [.., { IsCode: true } last] && last.Word.Value == word.Value
            && line[last.Word.End..word.Start].IndexOfAnyExcept(_brackets) < 0)
            return last with { Word = word };
        if (word.Digits > form.Digits || !StandsAlone(line, word))
            return null;
        bool isCode = word.Digits == form.Digits ? CodeContext.Is(line, word, index > 0 ? _words[index - 1] : default, body)
            : word.Digits >= form.FewestDigits && CodeContext.IsShort(line, word, body);
        if (word.Digits != form.Digits && !isCode)
            return null;
        ulong value = isCode && form.Ones != 0 ? form.Strip(word.Value) : form.Untag(word.Value);
        bool isLabelled = form.IsTelling && body <= word.Start && CodeContext.IsLabelled(line[body..word.Start]);
        if (!isCode && (!form.IsTelling || HasOtherMeaning(line[NumberLabel.Start(word, body)..word.Start], isLabelled)
                || !isLabelled && DataSlot.Is(line, word, body))
            || form.IsTelling && value <= long.MaxValue)
            return null;
        isCode |= isLabelled;
        bool isReturn = CodeContext.IsNamedByCall(line[..word.Start]) || form.NamesCalls && CodeContext.IsReturn(line, word, body);
        return new(word, value, isCode, isReturn, form.NamesCalls && !isReturn && CodeContext.MayReturn(line[..word.Start]));
    }

    // The end of a stack dump.
    static bool StartsText(ReadOnlySpan<byte> line, HexWord word, int body) =>
        body <= word.Start && line[body..word.Start].IndexOfAnyExcept(" \t"u8) < 0;

    // "hash: ", "tag=", "inode #"
    bool HasOtherMeaning(ReadOnlySpan<byte> before, bool isLabelled)
    {
        if (PrintedNumber.Is(before, hasThreadPointer: form.Ones == 0 || !isLabelled))
            return true;
        ReadOnlySpan<byte> label = before.TrimEnd(" \t:=#"u8);
        if (label.EndsWith("0x"u8))
            label = label[..^2].TrimEnd(" \t:=#"u8);
        label = label[(label.LastIndexOfAny(_blanks) + 1)..];
        Span<char> text = stackalloc char[MaxMeaning];
        return label.Length is > 1 and <= MaxMeaning && _meanings.Contains(text[..Encoding.Latin1.GetChars(label, text)]);
    }

    // Not part of something larger: a uuid, a range of memory, a path, an expression, the place where a module was loaded.
    static bool StandsAlone(ReadOnlySpan<byte> line, HexWord word)
    {
        ReadOnlySpan<byte> left = line[..word.Start];
        ReadOnlySpan<byte> right = line[word.End..];
        // "schedule <-ffffffff81001000", "(schedule <- ffffffff81001000)" of ftrace, "by insn @ 0x80001000"
        bool isCaller = CodeContext.IsBehindArrow(left) || CodeContext.IsBehindSign(left);
        if (left is [.., var before] && _joins.Contains(before) && !isCaller || left.EndsWith("::"u8)
            || right is [var after, ..] && _joins.Contains(after) && after is not ((byte)'.' or (byte)'\\' or (byte)'#')
                && !right.SequenceEqual("$"u8)
            || right is [(byte)':', var next, ..] && char.IsAsciiLetterOrDigit((char)next) || IsOfAddress(left))
            return false;
        left = left.TrimEnd((byte)' ');
        right = right.TrimStart((byte)' ');
        return (isCaller || left is not [.., (byte)'-' or (byte)'@']) && !right.StartsWith("- "u8)
            && !(right is [(byte)'.', var behind, ..] && (behind == '.' || char.IsAsciiLetterOrDigit((char)behind)));
    }

    // "https://host/?id="
    static bool IsOfAddress(ReadOnlySpan<byte> left) => left[(left.LastIndexOf((byte)' ') + 1)..].IndexOf("://"u8) >= 0;

    // "00000010: ffffffff81234567", "ffff888012345678: 6b 6b", and what debuggers print.
    static bool IsOffsetOfDump(ReadOnlySpan<byte> line, HexWord offset, HexWord word)
    {
        ReadOnlySpan<byte> between = line[offset.End..word.Start];
        if (offset.Digits < 4 || between is not [(byte)':', _, ..] || between[1..].IndexOfAnyExcept(" \t"u8) >= 0)
            return false;
        bool isFraction = offset.Start > 0 && line[offset.Start - 1] == '.';
        return !isFraction && word.Digits is 2 or 4 or 8 or 16;
    }
}
