using Kallsyms.Images;

namespace Kallsyms.Cli;

/// <summary>Inputs that may be standard input.</summary>
static class InputBytes
{
    public const string StandardInput = "standard input";

    public static ReadOnlyMemory<byte> ReadStandardInput(StandardStreams std)
    {
        using Stream input = std.OpenInput();
        using var memory = new MemoryStream();
        input.CopyTo(memory);
        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }

    /// <summary>Opens an image; - is standard input.</summary>
    public static KernelImage OpenImage(StandardStreams std, string path) =>
        path == "-" ? KernelImage.Read(ReadStandardInput(std), StandardInput) : KernelImage.Open(path);

    /// <summary>Opens a text for reading from its start; - is standard input.</summary>
    /// <exception cref="KallsymsException">It cannot be read.</exception>
    public static Stream OpenText(StandardStreams std, string path) => path == "-" ? std.OpenInput() : InputFile.Read(path, File.OpenRead);
}
