namespace Kallsyms;

/// <summary>The class of an error, which decides the exit status.</summary>
public enum ErrorKind
{
    /// <summary>A file cannot be read or written, or its contents are damaged or of an unsupported form.</summary>
    Unreadable,

    /// <summary>The answer is no: inconsistent, different, not found, does not fit the layout.</summary>
    Negative,

    /// <summary>The request makes no sense.</summary>
    Usage,

    /// <summary>Another program, such as a linker or compiler, failed.</summary>
    Tool,
}

/// <summary>The only exception type of the library. The message says what was found, where, and what was expected.</summary>
public sealed class KallsymsException : Exception
{
    /// <summary>Creates an error; <paramref name="offset"/> is a byte offset in <paramref name="file"/>.</summary>
    public KallsymsException(ErrorKind kind, string message, string? file = null, long? offset = null, Exception? inner = null)
        : base(Compose(message, file, offset), inner)
    {
        Kind = kind;
        Reason = message;
        File = file;
        Offset = offset;
    }

    /// <summary>The class of the error.</summary>
    public ErrorKind Kind { get; }

    /// <summary>What went wrong, without file and offset, which <see cref="Exception.Message"/> begins with.</summary>
    public string Reason { get; }

    /// <summary>The file that is concerned, or null.</summary>
    public string? File { get; }

    /// <summary>The byte offset in <see cref="File"/>, or null.</summary>
    public long? Offset { get; }

    /// <summary>The same error, said of a file under another name.</summary>
    internal KallsymsException WithFile(string file) => new(Kind, Reason, file, Offset, this);

    static string Compose(string message, string? file, long? offset) => (file, offset) switch
    {
        (null, null) => message,
        (null, long at) => $"offset 0x{at:x}: {message}",
        (string name, null) => $"{name}: {message}",
        (string name, long at) => $"{name}: offset 0x{at:x}: {message}",
    };
}
