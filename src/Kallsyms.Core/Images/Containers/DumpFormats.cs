using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Dumps;

namespace Kallsyms.Images.Containers;

/// <summary>Memory dumps with a header: they contain the bytes of a machine, by address.</summary>
static class DumpFormats
{
    /// <summary>Their rows among the containers.</summary>
    public static ContainerFormat[] All { get; } =
    [
        Row("ELF core", ElfCore.Matches, ElfCore.Open, end: ElfCore.End),
        Row("LiME dump", head => head.StartsWith("EMiL"u8) && head[4] == 1, LimeDump.Open),
        Row("kdump-compressed dump", KdumpHeader.Matches, KdumpMemory.Open),
        Row("AVML dump", AvmlDump.Matches, AvmlDump.Open),
        Row("QEMU migration stream", QemuStream.Matches, QemuStream.Open),
        Row("flattened dump", FlattenedDump.Matches, FlattenedDump.Open, isMemory: false,
            isCutOff: FlattenedDump.IsCutOff),
    ];

    /// <summary>Whether some bytes are a dump with a header.</summary>
    public static bool Match(ByteSource bytes)
    {
        var head = new ImageHead(bytes);
        return Array.Exists(All, format => format.Find(head, new(UnpackLimits.Default)) is not null);
    }

    static ContainerFormat Row(
        string name, Func<ReadOnlySpan<byte>, bool> matches, Func<ByteSource, SparseBytes> open, bool isMemory = true,
        Func<ByteSource, long?>? end = null, Func<ByteSource, bool>? isCutOff = null) =>
        new(name, head => !matches(head.Bytes) ? null
            : Contents.Of(new Part(isMemory ? "memory" : "dump", 0, head.Length) { Arrange = open, IsMemory = isMemory }) with
            {
                Least = end?.Invoke(head.Source),
                Note = isCutOff?.Invoke(head.Source) == true ? $"truncated: the mark is missing that ends it ({name})" : null,
            });
}
