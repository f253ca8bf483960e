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

    /// <summary>Reads the sign of a line.</summary>
    public static LogSign Read(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("Kernel panic - "u8) is >= 0 and int panic)
            return line[..panic].EndsWith("---[ end "u8) ? default(LogSign) with { IsEnd = true } : new(0, true, true, false, 0);
        int oops = OopsNumber(line);
        return new(Step(line), oops > 0 || Starts(line, _reports) >= 0, false, false, oops);
    }

    // In the banner a number follows; other words may precede it.
    static int Step(ReadOnlySpan<byte> line)
    {
        int step = Starts(line, _bootSteps) + 1;
        bool isBanner = line.IndexOf(_bootSteps[Banner - 1]) is >= 0 and int at
            && line[(at + _bootSteps[Banner - 1].Length)..] is [>= (byte)'0' and <= (byte)'9', ..];
        return isBanner ? Banner : step == Banner ? 0 : step;
    }

    // "Oops: 0002 [#1] PREEMPT SMP"
    static int OopsNumber(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("[#"u8) is not (>= 0 and int at))
            return 0;
        bool isNumber = System.Buffers.Text.Utf8Parser.TryParse(line[(at + 2)..], out int number, out int length);
        return isNumber && number > 0 && line[(at + 2 + length)..] is [(byte)']', ..] ? number : 0;
    }

    static int Starts(ReadOnlySpan<byte> line, byte[][] phrases)
    {
        for (int i = 0; i < phrases.Length; i++)
        {
            if (line.IndexOf(phrases[i]) is >= 0 and int at && IsStart(line, at))
                return i;
        }
        return -1;
    }

    // The line's own words start there. MIPS puts the processor before them.
    static bool IsStart(ReadOnlySpan<byte> line, int at)
    {
        int body = LinePrefix.Skip(line);
        if (body > at)
            return false;
        ReadOnlySpan<byte> before = line[body..at].Trim(" \t"u8);
        return before.IsEmpty || before.StartsWith("CPU "u8) && before.Length < 8 || before.SequenceEqual("rcu:"u8);
    }
}
