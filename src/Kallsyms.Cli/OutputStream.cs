using Kallsyms.Linking;

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
}
