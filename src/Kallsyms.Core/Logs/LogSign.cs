using System.Buffers;

namespace Kallsyms.Logs;

/// <summary>What a line says about the life of the kernel that prints it.</summary>
/// <param name="BootStep">Its position among the lines with which a kernel starts, counted from 1; 0 for other lines.</param>
/// <param name="StartsReport">Whether a report starts with it: an oops, a warning, a panic.</param>
/// <param name="IsPanic">Whether the kernel is crashing.</param>
/// <param name="IsEnd">Whether the kernel has crashed.</param>
/// <param name="Oops">The number of the oops, which counts from 1 in each boot; 0 for other lines.</param>
readonly record struct LogSign(int BootStep, bool StartsReport, bool IsPanic, bool IsEnd, int Oops)
{
    /// <summary>The <see cref="BootStep"/> of the banner, "Linux version 6.12 (...) #1".</summary>
    public const int Banner = 2;

    static readonly byte[][] _bootSteps =
    [
        "Booting Linux on "u8.ToArray(), "Linux version "u8.ToArray(), "Command line: "u8.ToArray(), "Kernel command line: "u8.ToArray(),
    ];

    static readonly byte[][] _reports =
    [
        "BUG: "u8.ToArray(), "WARNING: "u8.ToArray(), "INFO: task "u8.ToArray(), "INFO: rcu"u8.ToArray(), "kernel BUG at "u8.ToArray(),
        "------------[ cut here"u8.ToArray(),
        "Unable to handle "u8.ToArray(), "Internal error: "u8.ToArray(), "general protection fault"u8.ToArray(), "Oops"u8.ToArray(),
        "watchdog: "u8.ToArray(), "NMI watchdog: "u8.ToArray(), "sysrq: "u8.ToArray(), "SysRq : "u8.ToArray(),
    ];

    static readonly SearchValues<byte> _firsts = SearchValues.Create(_bootSteps.Concat(_reports).Select(phrase => phrase[0]).ToArray());

    static readonly byte[] _panic = "Kernel panic - "u8.ToArray();

    /// <summary>What lines that say something are known by, beside the words that they start with.</summary>
    public static IEnumerable<byte[]> Phrases =>
        [_bootSteps[Banner - 1], _panic, "[#"u8.ToArray()];

    /// <summary>Reads the sign of a line.</summary>
    public static LogSign Read(LogLine line)
    {
        ReadOnlySpan<byte> text = line.Text;
        ReadOnlySpan<byte> words = Words(text[line.Body..]);
        bool isKnown = words.Length > 0 && _firsts.Contains(words[0]);
        if (!isKnown && !line.HasPhrase)
            return default;
        if (line.HasPhrase && text.IndexOf(_panic) is >= 0 and int panic)
            return text[..panic].EndsWith("---[ end "u8) ? default(LogSign) with { IsEnd = true } : new(0, true, true, false, 0);
        int oops = line.HasPhrase ? OopsNumber(text) : 0;
        return new(Step(line, words), oops > 0 || Starts(words, _reports) >= 0, false, false, oops);
    }

    // What the line starts with. MIPS puts the processor before it, and RCU its name.
    static ReadOnlySpan<byte> Words(ReadOnlySpan<byte> body)
    {
        body = body.TrimStart(" \t"u8);
        if (body.StartsWith("CPU "u8) && body[4..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is > 0 and < 4 and int digits)
            body = body[(4 + digits)..];
        else if (body.StartsWith("rcu:"u8))
            body = body[4..];
        return body.TrimStart(" \t"u8);
    }

    // The banner has a number there. It may stand behind other words, those of a console; but so does what merely speaks of a version.
    static int Step(LogLine line, ReadOnlySpan<byte> words)
    {
        int step = Starts(words, _bootSteps) + 1;
        if (!line.HasPhrase || line.Text.IndexOf(_bootSteps[Banner - 1]) is not (>= 0 and int at))
            return step;
        ReadOnlySpan<byte> version = line.Text[(at + _bootSteps[Banner - 1].Length)..];
        bool isBanner = version is [>= (byte)'0' and <= (byte)'9', ..] && (step == Banner || HasBuild(version));
        return isBanner ? Banner : step == Banner ? 0 : step;
    }

    // "6.12.9 (a@b) (gcc 14) #1 SMP", "4.19.0 #1 SMP"
    static bool HasBuild(ReadOnlySpan<byte> version)
    {
        int end = version.IndexOf((byte)' ');
        ReadOnlySpan<byte> rest = end < 0 ? [] : version[end..];
        return rest.StartsWith(" #"u8)
            || rest.StartsWith(" ("u8) && rest.IndexOf((byte)'@') is > 0 and int at && at < rest.IndexOf((byte)')');
    }

    // "Oops: 0002 [#1] PREEMPT SMP"
    static int OopsNumber(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("[#"u8) is not (>= 0 and int at))
            return 0;
        bool isNumber = System.Buffers.Text.Utf8Parser.TryParse(line[(at + 2)..], out int number, out int length);
        return isNumber && number > 0 && line[(at + 2 + length)..] is [(byte)']', ..] ? number : 0;
    }

    static int Starts(ReadOnlySpan<byte> words, byte[][] phrases)
    {
        for (int i = 0; i < phrases.Length; i++)
        {
            if (words.StartsWith(phrases[i]))
                return i;
        }
        return -1;
    }
}
