using System.Text;

namespace Kallsyms.Symbols.Lists;

/// <summary>Recognises texts that are not lists of symbols, and says what to provide instead.</summary>
static class ForeignText
{
    /// <summary>What a list is that nm -t made.</summary>
    public const string OtherBase = "a list whose addresses are decimal or octal: give what nm prints without -t, hexadecimal";

    // The digits of 64 bits.
    const int HexDigits = 16;

    // The first mark found in any line decides.
    static readonly (Func<string, bool> Mark, string What)[] _kinds =
    [
        (IsOfBuild,
            "the log of a kernel build: give the build directory, or two lists of it (.tmp_System.map and System.map)"),
        (line => Starts(line, "CONFIG_") || Starts(line, "# CONFIG_") || Contains(line, "Automatically generated file; DO NOT EDIT"),
            "the configuration of a kernel, which has no symbols"),
        (line => Contains(line, "Call Trace:") || Contains(line, "Call trace:") || Contains(line, "Oops") || Contains(line, "BUG: ")
            || Contains(line, "] Linux version ")
            || Contains(line, "Kernel panic") || Contains(line, "RIP: 0010") || Contains(line, "Modules linked in:"),
            "a log of a kernel: kallsyms annotate IMAGE LOG puts names into it"),
        (line => line.TrimStart().StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
            || line.TrimStart().StartsWith("<html", StringComparison.OrdinalIgnoreCase),
            "a web page, not the file that it may be about: download the file itself"),
        (line => Starts(line, "Linker script and memory map") || Starts(line, "Archive member included")
            || Starts(line, "Memory Configuration") || Starts(line, "Discarded input sections")
            || line.TrimStart().StartsWith("VMA ", StringComparison.Ordinal) && Contains(line, "Align Out     In      Symbol"),
            "a linker's map (-Map), which has no local symbols: give what nm -n prints of the image"),
        (line => Contains(line, "\tEXPORT_SYMBOL"), "Module.symvers, which has checksums and no addresses"),
        (HasLongDecimal, OtherBase),
        (line => Starts(line, "kallsyms_") && line.EndsWith(':') || Contains(line, ".globl kallsyms_"),
            "the assembler source of a table: give what it was made from"),
        (line => Starts(line, "---------------- "),
            "what llvm-nm prints of bitcode, whose symbols have no addresses yet: give the linked image"),
        (line => Starts(line, "All defined functions:") || Starts(line, "All defined variables:")
            || Starts(line, "Object file ") && line.EndsWith(':'),
            "what gdb prints of symbols: give what nm -n prints of the image"),
        (line => Contains(line, ":     file format elf"), "what objdump prints without -t, or with more: give what objdump -t prints"),
        (line => line.TrimEnd().EndsWith("[...]", StringComparison.Ordinal) && Contains(line, " DEFAULT "),
            "what readelf -s prints with names cut short: use readelf -sW"),
    ];

    /// <summary>Whether a line is of the log of a kernel's build, as far as it tells.</summary>
    public static bool IsOfBuild(string line) => Contains(line, "Inconsistent kallsyms data") || Contains(line, "KALLSYMS_EXTRA_PASS")
        || Contains(line, "kallsyms failure: ") || Contains(line, "too long for kallsyms (") || IsStep(line) || IsMake(line);

    /// <summary>Refuses a text without any readable line, and one that would be mistaken for a list.</summary>
    /// <exception cref="KallsymsException">The text is one of those.</exception>
    public static void Refuse(TextLines text, IReadOnlyList<byte[]> sample)
    {
        if (sample.Count > 0 && sample[0] is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
            throw text.Error("is UTF-16 text: convert it with iconv -f UTF-16 -t UTF-8");
        if (sample.All(line => SymbolListReader.IsNothing(line)))
            throw Error(text, sample);
        if (sample.Any(line => line.AsSpan().TrimEnd(" \r"u8) is [.., (byte)'<', (byte)'b', (byte)'r', (byte)'>']))
        {
            throw text.Error(
                "is the source of a web page, whose lines end in <br>: save the page as text, or give the file that it is about");
        }
        if (sample.Any(line => Encoding.UTF8.GetString(line) is var words && words.EndsWith("[...]", StringComparison.Ordinal)
            && words.Contains(" DEFAULT ", StringComparison.Ordinal)))
        {
            throw Error(text, sample);
        }
    }

    /// <summary>Refuses two lists in one, with directives of the preprocessor between them, which look like comments.</summary>
    /// <exception cref="KallsymsException">The line is such a directive.</exception>
    public static void RefuseMerge(TextLines text, ReadOnlySpan<byte> comment)
    {
        if (comment.StartsWith("#ifdef "u8) || comment.StartsWith("#ifndef "u8))
        {
            throw text.Error(
                $"line {text.Number}: is two lists in one (diff -D): give one of them, or what diff -u makes of both to kallsyms explain");
        }
    }

    /// <summary>Returns an error about a line that its dialect does not know.</summary>
    public static KallsymsException LineError(TextLines text, string form, ReadOnlySpan<byte> line) =>
        HasLongDecimal(Encoding.UTF8.GetString(line)) ? text.Error($"line {text.Number}: is {OtherBase}") : text.Error(form, line);

    /// <summary>Returns an error that says what an unreadable text is.</summary>
    public static KallsymsException Error(TextLines text, IReadOnlyList<byte[]> sample)
    {
        string[] lines = [.. sample.Select(Encoding.UTF8.GetString)];
        foreach ((Func<string, bool> mark, string what) in _kinds)
        {
            if (lines.Any(mark))
                return text.Error($"is {what}{Tree(lines)}");
        }
        int first = sample.ToList().FindIndex(line => !SymbolListReader.IsNothing(line));
        return text.Error(
            $"line {Math.Max(first, 0) + 1}: expected a list of symbols (System.map, /proc/kallsyms, or what nm, objdump -t or readelf -sW "
            + $"print), found '{Fields.Excerpt(sample[Math.Max(first, 0)])}'");
    }

    // Addresses in the upper half of 64 bits have 20 decimal digits, and 22 octal ones.
    static bool HasLongDecimal(string line) => line.Split(' ', '|').Any(
        word => word.Length is > HexDigits and < 2 * HexDigits && word.All(char.IsAsciiDigit));

    // make says where it works; of several directories the first is the tree's.
    static string Tree(string[] lines)
    {
        const string entering = ": Entering directory '";
        string? place = Array.Find(lines, line => IsMake(line) && line.Contains(entering, StringComparison.Ordinal));
        int start = (place?.IndexOf(entering, StringComparison.Ordinal) ?? 0) + entering.Length;
        if (place is null)
            return "";
        string tree = place[start..].TrimEnd('\'', ' ');
        return Directory.Exists(tree) ? $"; it was made here: kallsyms explain {tree}" : $"; it was made in {tree}";
    }

    // "  LD      vmlinux", possibly after a time stamp.
    static bool IsStep(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int step = Array.FindIndex(words, word => word is "LD" or "CC" or "AS" or "AR" or "NM" or "SYSMAP" or "KSYM" or "KSYMS" or "KSYMTAB"
            or "GEN" or "HOSTCC" or "SORTTAB" or "BTFIDS");
        return step >= 0 && step + 1 < words.Length && line.Contains(words[step] + "  ", StringComparison.Ordinal);
    }

    static bool IsMake(string line) => (Starts(line, "make: ") || Starts(line, "make[")) && line.Contains(": ", StringComparison.Ordinal);

    static bool Starts(string line, string text) => line.StartsWith(text, StringComparison.Ordinal);

    static bool Contains(string line, string text) => line.Contains(text, StringComparison.Ordinal);
}
