using Kallsyms.Files;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Cli;

/// <summary>Opens logs. What is no text would be copied as it is, without a word: it is refused by its first bytes.</summary>
static class LogInput
{
    /// <summary>Opens a log, or standard input, which may be a file and can be read twice then.</summary>
    /// <exception cref="KallsymsException">It cannot be opened, or is no text; of a pipe, the first read says so.</exception>
    public static Stream Open(StandardStreams std, string path)
    {
        FileStream? file = path != "-"
            ? CommandInput.Find(path, OpenFile, "dmesg > FILE writes the log of the kernel that runs")
            : std.OpenInputFile() is { } handle ? new FileStream(handle, FileAccess.Read, bufferSize: 0) : null;
        string name = path == "-" ? "standard input" : path;
        if (file is not { CanSeek: true })
            return new Pipe(file ?? std.OpenInput(), name);
        Span<byte> head = stackalloc byte[PackedText.MagicSize];
        try
        {
            Refuse(head[..RandomAccess.Read(file.SafeFileHandle, head, file.Position)], name);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static FileStream OpenFile(string path) => InputFile.Read(
        path, opened => new FileStream(opened, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));

    static void Refuse(ReadOnlySpan<byte> head, string name)
    {
        string? what = PackedText.Recognise(head) is { } packing
            ? $"is packed ({PackedText.NameOf(packing)}), and a text was expected: unpack it to a file first"
            : head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || head.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])
            ? "is UTF-16 text: convert it with iconv -f UTF-16 -t UTF-8"
            : null;
        if (what is not null)
            throw new KallsymsException(ErrorKind.Unreadable, what, name);
    }

    // Whose first bytes are looked at as they come.
    sealed class Pipe(Stream input, string name) : ReadOnlyStream
    {
        bool _isKnown;

        public override int Read(Span<byte> buffer)
        {
            int count = input.Read(buffer);
            if (!_isKnown)
                Refuse(buffer[..count], name);
            _isKnown = true;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
