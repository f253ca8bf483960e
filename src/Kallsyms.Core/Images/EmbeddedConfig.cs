using System.Text;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Layers;

namespace Kallsyms.Images;

/// <summary>
/// The configuration that a kernel carries inside itself (CONFIG_IKCONFIG): a gzip stream between the markers IKCFG_ST and IKCFG_ED
/// (kernel/configs.c).
/// </summary>
sealed class EmbeddedConfig
{
    static readonly byte[] _start = [.. "IKCFG_ST"u8, 0x1f, 0x8b, 0x08];

    // A configuration takes about 300 KB; anything much larger is not one.
    static readonly UnpackLimits _limits = new(MaxOutput: 16 << 20);

    EmbeddedConfig(string text) => Text = text;

    /// <summary>The text of the .config file.</summary>
    public string Text { get; }

    // Candidates tried at most. A file with more than one or two was made to waste time.
    const int MaxTries = 16;

    /// <summary>Finds and unpacks the configuration; null if there is none.</summary>
    internal static EmbeddedConfig? Find(ImageBytes image)
    {
        const int longest = 4 << 20;
        long from = 0;
        for (int i = 0; i < MaxTries && image.Find(_start, from) is long at; i++, from = at + 1)
        {
            long packed = at + 8;
            try
            {
                ReadOnlyMemory<byte> text = Unpacker.Unpack(
                    Codec.Gzip, image.Read(packed, Math.Min(longest, image.Length - packed)), new UnpackBudget(_limits));
                if (text.Span.IndexOf("CONFIG_"u8) >= 0)
                    return new(Encoding.UTF8.GetString(text.Span));
            }
            catch (KallsymsException)
            {
                // The markers alone, as in a tool that searches for them.
            }
        }
        return null;
    }

    /// <summary>The value of an option: "y", "m", a number or quoted text; null if it is not set.</summary>
    /// <param name="option">The option's name, including CONFIG_.</param>
    public string? this[string option]
    {
        get
        {
            foreach (ReadOnlySpan<char> line in Text.AsSpan().EnumerateLines())
            {
                if (line.StartsWith(option) && line.Length > option.Length && line[option.Length] == '=')
                    return line[(option.Length + 1)..].ToString();
            }
            return null;
        }
    }
}
