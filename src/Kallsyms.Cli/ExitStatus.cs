namespace Kallsyms.Cli;

/// <summary>The exit statuses of the program.</summary>
static class ExitStatus
{
    /// <summary>Yes: consistent, found, the same.</summary>
    public const int Yes = 0;

    /// <summary>A negative answer.</summary>
    public const int No = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>Input unreadable or unsupported, output unwritable.</summary>
    public const int Unreadable = 3;

    /// <summary>The linker, or another tool, failed.</summary>
    public const int Tool = 4;

    /// <summary>Our own bug.</summary>
    public const int Bug = 5;

    /// <summary>The reader of the output has gone: what a shell reports of a program that SIGPIPE ended.</summary>
    public const int NoReader = 128 + 13;

    /// <summary>The meaning of each status, as in --help and the manual.</summary>
    public static IReadOnlyList<(int Status, string Text)> Meanings { get; } =
    [
        (Yes, "yes: consistent, found, alike, done"),
        (No, "no: inconsistent, different, not found"),
        (Usage, "wrong usage"),
        (Unreadable, "input unreadable or unsupported, or output unwritable"),
        (Tool, "the linker or another program failed"),
        (Bug, "a fault of kallsyms itself"),
        (NoReader, "nobody reads the output any more (SIGPIPE)"),
    ];

    public static int Of(ErrorKind kind) => kind switch
    {
        ErrorKind.Negative => No,
        ErrorKind.Usage => Usage,
        ErrorKind.Tool => Tool,
        _ => Unreadable,
    };
}
