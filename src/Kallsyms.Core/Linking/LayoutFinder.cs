using System.Globalization;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>
/// Finds out which layout a link wants: from the table of the previous output, from the version in the inputs (linux_banner), or from
/// the kernel tree that the link runs in, in this order.
/// </summary>
static class LayoutFinder
{
    static readonly byte[] _banner = Encoding.ASCII.GetBytes("Linux version ");

    /// <summary>The layout, or null when nothing tells.</summary>
    public static Layout? Find(LinkerCommandLine command) =>
        FromTable(command.Output) ?? FromInputs(command.InputFiles) ?? FromTree(Directory.GetCurrentDirectory());

    /// <summary>
    /// Whether a link makes a kernel, as far as its names tell: vmlinux, or the temporary images of a kernel's build. Anything else has a
    /// linker script, too.
    /// </summary>
    public static bool IsKernel(LinkerCommandLine command) =>
        Path.GetFileName(command.Output) is { } output && (output.StartsWith("vmlinux", StringComparison.Ordinal) || output.StartsWith(".tmp_vmlinux", StringComparison.Ordinal))
        || command.Script is { } script && Path.GetFileName(script).StartsWith("vmlinux", StringComparison.Ordinal);

    /// <summary>The layout of the table in an image; null when there is no such image, or no table in it.</summary>
    public static Layout? FromTable(string path)
    {
        if (!File.Exists(path))
            return null;
        using ByteSource source = ByteSource.OpenFile(path);
        if (!ElfFile.IsElf(source))
            return null;
        ElfFile image = ElfFile.Parse(source);
        return image.ReadSymbols() is { } symbols ? ImageVerifier.LayoutOf(image, ElfSymbolReader.Read(image, symbols)) : null;
    }

    /// <summary>The release of the kernel tree at or above a directory; null outside of one.</summary>
    public static Layout? FromTree(string directory)
    {
        for (string? at = directory; at is not null; at = Path.GetDirectoryName(at))
        {
            string release = Path.Combine(at, "include/config/kernel.release");
            if (File.Exists(release))
                return FromRelease(InputFile.ReadText(release));
            string makefile = Path.Combine(at, "Makefile");
            if (File.Exists(makefile) && FromMakefile(File.ReadLines(makefile)) is { } layout)
                return layout;
        }
        return null;
    }

    static Layout? FromInputs(IEnumerable<string> files)
    {
        // Only small objects: the one with the version is made at the very end of a build.
        foreach (string path in files.Where(path => path.EndsWith(".o", StringComparison.Ordinal) && new FileInfo(path).Length < 1 << 16))
        {
            byte[] bytes = File.ReadAllBytes(path);
            int at = bytes.AsSpan().IndexOf(_banner);
            if (at < 0)
                continue;
            ReadOnlySpan<byte> rest = bytes.AsSpan(at + _banner.Length);
            return FromRelease(Encoding.Latin1.GetString(rest[..Math.Min(rest.Length, 64)]));
        }
        return null;
    }

    static Layout? FromMakefile(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, string>();
        foreach (string line in lines.Take(10))
        {
            string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2)
                values[parts[0]] = parts[1];
        }
        return values.TryGetValue("VERSION", out string? major) && values.TryGetValue("PATCHLEVEL", out string? minor) && values.TryGetValue("SUBLEVEL", out string? patch)
            ? FromRelease(string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}.{patch}"))
            : null;
    }

    // Stable releases of 6.1 carry the index by name of 6.2 since 6.1.y took it over; a plain 6.1 is long out of use.
    static Layout? FromRelease(string text)
    {
        string number = new([.. text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        number = number.TrimEnd('.');
        if (!KernelVersion.TryParse(number, out KernelVersion version))
            return null;
        return Layout.Parse(version == new KernelVersion(6, 1) && number != "6.1" && number != "6.1.0" ? "linux-6.2" : number);
    }
}
