using System.Text;
using Kallsyms.Images;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Sources;

/// <summary>What to do with an input that has symbols, but in no form that is read here.</summary>
static class WayOut
{
    const int Head = 512;
    const int TarMagic = 257;

    /// <summary>The end of a message; empty: nothing is known.</summary>
    public static string Of(SourceKind kind, KernelImage image)
    {
        ReadOnlySpan<byte> head = image.Image.Bytes.Read(0, Math.Min(Head, image.Image.Bytes.Length)).Span;
        return kind == SourceKind.ElfWithSymbols ? "; kallsyms map lists the image's own symbols, and that list can be given in its place"
            : image.Absence is not { Reason: AbsenceReason.NoKernel } ? ""
            : IsArchive(head) || image.Chosen.Layers.Count > 1 ? "; if a list of symbols is packed in it, unpack that and give it"
            : StartsAsList(head) ? "; it starts as a list of symbols, but has bytes that are 0: as a text it is damaged"
            : "";
    }

    // Those that no list is read from, and the tar that they are unpacked to.
    static bool IsArchive(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8)
        || head.Length >= TarMagic + 5 && head[TarMagic..].StartsWith("ustar"u8)
        || PackedText.Recognise(head) is not null;

    static bool StartsAsList(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf((byte)'\n');
        string[] words = end < 0 ? [] : Encoding.UTF8.GetString(head[..end]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var address, [_], _, ..] && Fields.IsHex(Encoding.UTF8.GetBytes(address), out _);
    }
}
