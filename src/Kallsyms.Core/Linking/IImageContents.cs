using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>
/// A part of an image that a tool produces from the linked image itself, such as the kernel's type data. An input of the link reserves
/// room for it.
/// </summary>
interface IImageContents
{
    /// <summary>Produces the contents. Nothing writes to the image meanwhile.</summary>
    /// <param name="path">The image.</param>
    /// <param name="image">The same image, open.</param>
    /// <param name="cancellation">Ends the tool.</param>
    /// <returns>
    /// The patch that puts the contents into the image, or null if this image cannot take them and must not be published.
    /// </returns>
    /// <exception cref="KallsymsException">The contents cannot be produced.</exception>
    ImagePatch? Make(string path, ElfFile image, CancellationToken cancellation);
}
