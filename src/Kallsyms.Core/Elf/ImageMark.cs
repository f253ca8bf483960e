namespace Kallsyms.Elf;

/// <summary>
/// How a kernel that is not packed is recognised by its first 64 bytes: four bytes at 56 (Documentation/arch/arm64/booting.rst,
/// arch/riscv/boot-image-header.rst; arch/loongarch/kernel/head.S).
/// </summary>
/// <param name="Format">What users call such a file.</param>
/// <param name="Bytes">The mark.</param>
/// <param name="IsForEfi">It counts behind "MZ" only.</param>
/// <param name="Start">The header has the size from this label to _end at byte 16; null: it does not.</param>
sealed record ImageMark(string Format, byte[] Bytes, bool IsForEfi = false, string? Start = null)
{
    /// <summary>Where the mark is.</summary>
    public const int Offset = 56;

    /// <summary>These are the first bytes of such a kernel.</summary>
    public bool IsIn(ReadOnlySpan<byte> kernel) => kernel.Length >= Offset + Bytes.Length && kernel[Offset..].StartsWith(Bytes)
        && (!IsForEfi || kernel.StartsWith("MZ"u8));

    /// <inheritdoc/>
    public override string ToString() => $"{Format} by {Convert.ToHexStringLower(Bytes)}{(Start is null ? "" : $", size from {Start}")}";
}
