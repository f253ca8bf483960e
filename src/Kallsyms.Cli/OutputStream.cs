using Kallsyms.Files;

namespace Kallsyms.Cli;

/// <summary>Writes a result to standard output, or to a file that appears whole or not at all.</summary>
static class OutputStream
{
    public static void Write(string destination, Action<Stream> write)
    {
        if (destination == "-")
        {
            using Stream output = Console.OpenStandardOutput();
            write(output);
            return;
        }
        OutputFile.Write(destination, write);
    }

    /// <summary>The same for what no terminal should be sent.</summary>
    /// <exception cref="KallsymsException">The destination is a terminal.</exception>
    public static void WriteBinary(string destination, Action<Stream> write)
    {
        if (destination == "-" && !Console.IsOutputRedirected)
            throw new KallsymsException(ErrorKind.Usage, "the output is binary and would go to the terminal: name a file with -o FILE");
        Write(destination, write);
    }
}
