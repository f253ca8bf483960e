using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kallsyms.Logs;

/// <summary>What a kernel says of itself: how far it was moved, and from where.</summary>
/// <param name="Moved">Bytes.</param>
/// <param name="From">Where it was linked; null: it is not said.</param>
/// <param name="IsLast">It is the last that a kernel says when it falls.</param>
/// <param name="Said">The words.</param>
sealed partial record KernelOffset(ulong Moved, ulong? From, bool IsLast, string Said)
{
    // Kernels are moved by multiples of that at least, so that what is less is where the first symbol is within the image.
    const ulong Grain = 2 << 20;

    const string Disabled = "Kernel Offset: disabled";

    const string Switch = "nokaslr";

    // The widest range in which any machine moves its kernel.
    const ulong Range = 1ul << 47;

    static readonly byte[] _commandLine = "ommand line: "u8.ToArray();

    static readonly byte[][] _phrases =
    [
        "Kernel Offset: "u8.ToArray(), "KERNELOFFSET="u8.ToArray(), "Kernel relocated by "u8.ToArray(), "Kernel random base: "u8.ToArray(),
        "__kaslr_offset: "u8.ToArray(), _commandLine,
    ];

    /// <summary>What lines that say it are known by.</summary>
    public static IEnumerable<byte[]> Phrases => _phrases;

    /// <summary>Reads it off a line; null: the line does not say.</summary>
    public static KernelOffset? Read(LogLine line)
    {
        if (!LogPhrases.Has(line, _phrases))
            return null;
        string text = Encoding.Latin1.GetString(line.Text);
        if (text.Contains(Disabled, StringComparison.Ordinal))
            return new(0, null, true, Disabled);
        if (line.Text.IndexOf(_commandLine) >= 0 && text.Split(' ').Contains(Switch))
            return new(0, null, false, Switch);
        Match match = Pattern().Match(text);
        if (!match.Success)
            return null;
        ulong moved = Parse(match.Groups[3]);
        ulong? from = match.Groups[4].Success ? Parse(match.Groups[4]) : null;
        return new(match.Groups[2].Value == "-" ? 0 - moved : moved, from, match.Groups[1].Value == "Kernel Offset: ", match.Value.Trim());
    }

    /// <summary>It says that it was not moved, and would if it had been.</summary>
    public bool IsEmpty(LogKernel kernel) => Said == Disabled && kernel.DeniesMoves;

    /// <summary>Reads " .text @ 0x80100000", the line behind "Kernel relocated by".</summary>
    public KernelOffset? WithText(ReadOnlySpan<byte> line, ulong mask) =>
        line.IndexOf(".text @ "u8) >= 0 && Text().Match(Encoding.Latin1.GetString(line)) is { Success: true } match
            ? this with { From = Parse(match.Groups[1]) - Moved & mask } : null;

    /// <summary>
    /// What it says is no distance, but the hash that kernels since 4.15 print of pointers (MIPS, LoongArch): it was moved, and hides how
    /// far.
    /// </summary>
    public bool IsHidden(LogKernel kernel) => Moved % kernel.Grain != 0;

    /// <summary>
    /// Whether it tells anything of these symbols: those of a running kernel may be moved themselves, and by how much is not said.
    /// </summary>
    public bool Tells(LogKernel kernel) => From is not null || Moved == 0 || !kernel.HasModules;

    /// <summary>How far the kernel was moved from where its symbols are; null: it was linked elsewhere than they were.</summary>
    public ulong? Distance(LogKernel kernel)
    {
        if (From is not ulong from || kernel.Text is not ulong text)
            return Moved & kernel.Mask;
        ulong above = text - from & kernel.Mask;
        if (above < Grain)
            return Moved & kernel.Mask;
        // The symbols are those of a running kernel: of this one, or of another boot of it.
        if ((above - Moved & kernel.Mask) < Grain)
            return 0;
        return kernel.Origin != SymbolOrigin.Image && above < Range && (above & (Grain - 1)) == 0 ? Moved - above & kernel.Mask : null;
    }

    static ulong Parse(Group digits) => ulong.Parse(digits.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"(Kernel Offset: |KERNELOFFSET=|Kernel relocated by |Kernel random base: |__kaslr_offset: +)(-?)(?:0x)?([0-9a-f]{1,16})\b"
            + @"(?: from (?:0x)?([0-9a-f]{1,16})\b)?",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\.text @ (?:0x)?([0-9a-f]{1,16})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Text();
}
