using System.Text;
using Kallsyms.Files;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Cli;

/// <summary>Standard input, output and error of a command: those of the process, or those of a program that calls it.</summary>
sealed class StandardStreams
{
    readonly Func<Stream> _openInput;
    readonly Func<Stream> _openOutput;
    readonly Lazy<TextWriter> _error;
    bool _isInputTaken;

    /// <param name="openInput">Opens standard input.</param>
    /// <param name="openOutput">Opens standard output each time something is written to it.</param>
    /// <param name="openError">Opens standard error.</param>
    public StandardStreams(Func<Stream> openInput, Func<Stream> openOutput, Func<Stream> openError)
    {
        (_openInput, _openOutput) = (openInput, openOutput);
        // Passes of a link are reported from several threads.
        _error = new(() => TextWriter.Synchronized(NewWriter(new VisibleStream(openError(), ErrorIsTerminal))));
    }

    /// <summary>Uses the streams of this process.</summary>
    /// <param name="interruption">Ends the wait for a stalled reader, in commands that end by themselves.</param>
    public static StandardStreams OfProcess(Interruption interruption) => new(
        OpenProcessInput,
        () => interruption.IsAwaited ? new InterruptibleStream(StandardDescriptors.OpenOutput(), 1, interruption)
            : StandardDescriptors.OpenOutput(),
        () => StandardDescriptors.OpenError(interruption))
    {
        InputFile = new(0, ownsHandle: false),
        InputIsClosed = StandardDescriptors.InputIsClosed,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
    };

    static FileStream OpenProcessInput() => new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    /// <summary>Opens standard input, which can be read only once.</summary>
    /// <exception cref="KallsymsException">It is closed, or has already been opened.</exception>
    public Stream OpenInput()
    {
        TakeInput();
        return _openInput();
    }

    /// <summary>Opens the file behind standard input, which need not be copied if it is regular; returns null if it is a stream.</summary>
    /// <exception cref="KallsymsException">It is closed, or has already been opened.</exception>
    public SafeFileHandle? OpenInputFile()
    {
        if (InputFile is not null)
            TakeInput();
        return InputFile;
    }

    /// <summary>The writer for everything except results; each write is passed on at once.</summary>
    public TextWriter Error => _error.Value;

    /// <summary>Whether a person reads standard output.</summary>
    public bool OutputIsTerminal { get; private init; }

    /// <summary>Whether a person reads standard error.</summary>
    public bool ErrorIsTerminal { get; private init; }

    SafeFileHandle? InputFile { get; init; }

    bool InputIsClosed { get; init; }

    /// <summary>Whether part of the result may have been written to standard output.</summary>
    public bool HasWritten { get; private set; }

    void TakeInput()
    {
        if (InputIsClosed)
            throw new KallsymsException(ErrorKind.Unreadable, "standard input is closed: name a file, or open it with < FILE");
        if (_isInputTaken)
            throw new KallsymsException(ErrorKind.Usage, "standard input (-) can be read once: give a file for the other");
        _isInputTaken = true;
    }

    /// <summary>Prints a message on standard error, preceded by the program's name.</summary>
    public void Say(string message) => Error.WriteLine(VisibleText.Of($"kallsyms: {message}"));

    /// <summary>Prints a line of the result.</summary>
    public void Print(string line) => Write("-", stream =>
    {
        using TextWriter text = NewWriter(stream);
        text.WriteLine(line);
    });

    /// <summary>
    /// Writes a result to standard output (-), or to a file that appears whole or not at all. On a terminal, control characters are
    /// made visible.
    /// </summary>
    /// <param name="destination">The file, or - for standard output.</param>
    /// <param name="write">Writes the result.</param>
    /// <param name="colours">Whether it may contain colours of its own.</param>
    public void Write(string destination, Action<Stream> write, bool colours = false)
    {
        if (destination != "-")
        {
            OutputFile.Write(destination, write);
            return;
        }
        HasWritten = true;
        using Stream output = OutputIsTerminal ? new VisibleStream(_openOutput(), colours) : _openOutput();
        write(output);
    }

    /// <summary>Writes one JSON object to standard output, followed by a newline.</summary>
    public void WriteJson(Action<Stream> write) => Write("-", stream =>
    {
        write(stream);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>Writes a result that must not go to a terminal.</summary>
    /// <exception cref="KallsymsException">The destination is a terminal.</exception>
    public void WriteBinary(string destination, Action<Stream> write)
    {
        if (destination == "-" && OutputIsTerminal)
            throw new KallsymsException(ErrorKind.Usage, "the output is binary and would go to the terminal: name a file with -o FILE");
        Write(destination, write);
    }

    /// <summary>Creates a writer for standard output or standard error: UTF-8, every write passed on at once.</summary>
    public static TextWriter NewWriter(Stream stream) =>
        new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
}
