using System.Numerics;

namespace Kallsyms.Images.Containers;

/// <summary>
/// How data and spare bytes (out of band: marks of bad blocks, checksums) take turns in a raw copy of NAND flash. Nothing states it.
/// </summary>
/// <param name="Data">The number of data bytes in a row: a page or, as some controllers arrange it, a piece of one.</param>
/// <param name="Spare">The number of spare bytes in a row.</param>
/// <param name="IsInFront">Whether the spare bytes are in front of the data they belong to.</param>
readonly record struct NandLayout(int Data, int Spare, bool IsInFront)
{
    // Page and spare sizes of chips, and of copies made by programmers.
    static readonly (int Page, int Spare)[] _chips =
    [
        (512, 16), (2048, 64), (2048, 112), (2048, 128), (4096, 64), (4096, 128), (4096, 218), (4096, 224), (4096, 256),
        (8192, 256), (8192, 376), (8192, 436), (8192, 448), (8192, 512), (8192, 640), (8192, 744), (16384, 1024), (16384, 1216),
        (16384, 1280),
    ];

    /// <summary>The layouts that are tried, the most common first.</summary>
    public static IReadOnlyList<NandLayout> All { get; } =
    [
        .. _chips.Select(chip => new NandLayout(chip.Page, chip.Spare, IsInFront: false)),
        .. _chips.Select(chip => new NandLayout(chip.Page, chip.Spare, IsInFront: true)),
        .. Pieces().Distinct().SelectMany(piece => (NandLayout[])[piece, piece with { IsInFront = true }]),
    ];

    /// <summary>The number of bytes after which the layout repeats.</summary>
    public int Unit => Data + Spare;

    /// <summary>The offset of the data in a unit.</summary>
    public int DataAt => IsInFront ? Spare : 0;

    /// <summary>The offset of the spare bytes in a unit.</summary>
    public int SpareAt => IsInFront ? 0 : Data;

    /// <summary>What is left of a copy, for users.</summary>
    public string Name => $"pieces of {Data} bytes without the {Spare} spare bytes {(IsInFront ? "in front of" : "behind")} each";

    /// <summary>Whether a block of that many bytes includes spare bytes; without them its size is a power of two.</summary>
    public static bool AreIn(int block) => Array.Exists(_chips, chip => block % (chip.Page + chip.Spare) == 0
        && BitOperations.IsPow2(block / (chip.Page + chip.Spare) * chip.Page));

    // Each piece of a page with its share of the spare bytes.
    static IEnumerable<NandLayout> Pieces() =>
        from chip in _chips
        from piece in (int[])[512, 1024]
        where piece < chip.Page && chip.Spare % (chip.Page / piece) == 0 && (piece, chip.Spare * piece / chip.Page) != (512, 16)
        select new NandLayout(piece, chip.Spare * piece / chip.Page, IsInFront: false);
}
