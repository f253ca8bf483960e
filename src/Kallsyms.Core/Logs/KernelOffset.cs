using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kallsyms.Elf;

namespace Kallsyms.Logs;

/// <summary>What a kernel says about how far it was moved, and from where.</summary>
/// <param name="Moved">The distance in bytes.</param>
/// <param name="From">Where it was linked; null if not stated.</param>
/// <param name="IsLast">Whether it is the last message of a crashing kernel.</param>
/// <param name="Said">The words of the message.</param>
sealed partial record KernelOffset(ulong Moved, ulong? From, bool IsLast, string Said)
{
    // Kernels are moved by multiples of at least this, so a smaller value is the offset of the first symbol in the image.
    const ulong Grain = 2 << 20;

    const string Disabled = "Kernel Offset: disabled";

    const string Switch = "nokaslr";

    // The widest range in which any machine moves its kernel.
    const ulong Range = 1ul << 47;

    static readonly byte[] _commandLine = "ommand line: "u8.ToArray();

    // "WARNING: kernel relocated [456MB]: patching 123456 gdb minimal_symbol values": crash, of the dump that it reads.
    static readonly byte[] _relocated = "kernel relocated ["u8.ToArray();

    static readonly byte[][] _phrases =
    [
        "Kernel Offset: "u8.ToArray(), "KERNELOFFSET="u8.ToArray(), "Kernel relocated by "u8.ToArray(), "Kernel random base: "u8.ToArray(),
        "__kaslr_offset: "u8.ToArray(), "KASLR offset: "u8.ToArray(), _commandLine, _relocated,
    ];

    /// <summary>What lines that say it are known by.</summary>
    public static IEnumerable<byte[]> Phrases => _phrases;

    /// <summary>Parses a line; returns null if it does not say.</summary>
    public static KernelOffset? Read(LogLine line)
    {
        if (!LogPhrases.Has(line, _phrases))
            return null;
        string text = Encoding.Latin1.GetString(line.Text);
        if (text.Contains(Disabled, StringComparison.Ordinal))
            return new(0, null, true, Disabled);
        if (line.Text.IndexOf(_commandLine) >= 0 && SwitchWord().IsMatch(text))
            return new(0, null, false, Switch);
        if (Relocated().Match(text) is { Success: true } relocated)
            return new(ulong.Parse(relocated.Groups[1].ValueSpan, CultureInfo.InvariantCulture) << 20, null, false, relocated.Value);
        Match match = Pattern().Match(text);
        if (!match.Success)
            return null;
        ulong moved = Parse(match.Groups[3]);
        ulong? from = match.Groups[4].Success ? Parse(match.Groups[4]) : null;
        return new(match.Groups[2].Value == "-" ? 0 - moved : moved, from, match.Groups[1].Value == "Kernel Offset: ", match.Value.Trim());
    }

    /// <summary>
    /// Returns why the kernel's saying that it was not moved says nothing about these symbols; null if it says so, or does not say that.
    /// </summary>
    public string? Doubt(LogKernel kernel) => Moved != 0 || From is not null ? null
        : Said == Disabled && kernel.DeniesMoves
        ? $"it says '{Said}', as this kernel does also when it was moved (x86 without CONFIG_RANDOMIZE_MEMORY); say --kaslr 0 if it was "
            + "not, or --kaslr OFFSET"
        : kernel.IsMoved
        ? $"it says '{Said}', and the symbols are those of a boot in which the kernel was moved (KASLR): they start at 0x{kernel.Text:x}, "
            + $"where none of this machine ({kernel.Machine.Row().Name}) is linked; give its image or its System.map, or, if it is linked "
            + "there, say --kaslr 0"
        : Said == Switch && kernel.Machine.Row() is { FixedMoves: [_, var above, ..] } row
        ? $"it says '{Said}', and kernels of this machine ({row.Name}) then run where they were linked or, since 6.10, 0x{above:x} above, "
            + $"which its traces do not tell; say --kaslr 0, or --kaslr {above:x}"
        : null;

    /// <summary>Parses " .text @ 0x80100000", the line after "Kernel relocated by".</summary>
    public KernelOffset? WithText(ReadOnlySpan<byte> line, ulong mask) =>
        line.IndexOf(".text @ "u8) >= 0 && Text().Match(Encoding.Latin1.GetString(line)) is { Success: true } match
            ? this with { From = Parse(match.Groups[1]) - Moved & mask } : null;

    /// <summary>
    /// Whether its value is not a distance but the hash that kernels since 4.15 print for pointers (MIPS, LoongArch): the kernel was
    /// moved, and hides how far.
    /// </summary>
    public bool IsHidden(LogKernel kernel) => Moved % kernel.Grain != 0;

    /// <summary>
    /// Whether it is meaningful for these symbols: those of a running kernel may themselves be moved by an unknown distance.
    /// </summary>
    public bool Tells(LogKernel kernel) => From is not null || Moved == 0 || !kernel.HasModules && !kernel.IsMoved;

    /// <summary>Returns the distance of the kernel from its symbols; null if it was linked elsewhere than they were.</summary>
    public ulong? Distance(LogKernel kernel)
    {
        if (From is not ulong from || kernel.Text is not ulong text)
            return Moved & kernel.Mask;
        ulong above = text - from & kernel.Mask;
        if (above < Grain)
            return Moved & kernel.Mask;
        // The symbols are those of a running kernel: this one, or another boot of it.
        if ((above - Moved & kernel.Mask) < Grain)
            return 0;
        return kernel.MayBeMoved && above < Range && (above & (Grain - 1)) == 0 ? Moved - above & kernel.Mask : null;
    }

    static ulong Parse(Group digits) => ulong.Parse(digits.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"(Kernel Offset: |KERNELOFFSET=|Kernel relocated by |Kernel random base: |__kaslr_offset: +|KASLR offset: )"
            + @"(-?)(?:0x)?([0-9a-f]{1,16})\b"
            + @"(?: from (?:0x)?([0-9a-f]{1,16})\b)?",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"kernel relocated \[([0-9]{1,5})MB\]", RegexOptions.CultureInvariant)]
    private static partial Regex Relocated();

    // The line may end in what forwarded it: a quote, a tag, a comma.
    [GeneratedRegex($@"(?<![^\s""'])({Switch})(?![a-zA-Z0-9_.=-])", RegexOptions.CultureInvariant)]
    private static partial Regex SwitchWord();

    [GeneratedRegex(@"\.text @ (?:0x)?([0-9a-f]{1,16})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Text();
}
