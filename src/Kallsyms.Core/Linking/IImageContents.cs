using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>
/// Part of an image that a tool makes from the linked image itself, such as the kernel's type data. An input of the link keeps room for it.
/// </summary>
interface IImageContents
{
    /// <summary>Makes it. Nobody writes to the image meanwhile.</summary>
    /// <param name="path">The image.</param>
    /// <param name="image">The same, open.</param>
    /// <param name="cancellation">Ends the tool.</param>
    /// <returns>What puts it into the image; null: this image cannot take it, and is not to be published.</returns>
    /// <exception cref="KallsymsException">It cannot be made.</exception>
    ImagePatch? Make(string path, ElfFile image, CancellationToken cancellation);
}
