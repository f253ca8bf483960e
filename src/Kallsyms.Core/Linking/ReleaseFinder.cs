using System.Text;
using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>
/// Determines the release whose table a link needs: from the version in the inputs (linux_banner), or else from the kernel tree that
/// the link runs in. A previous output of the same version takes precedence, since trees may have later releases' tables under earlier
/// version numbers.
/// </summary>
static class ReleaseFinder
{
    const int MaxVersion = 256;

    static readonly byte[] _words = Encoding.ASCII.GetBytes("Linux version ");

    /// <summary>Returns the release, or null if it cannot be determined.</summary>
    public static KernelRelease? Find(LinkerCommandLine command)
    {
        string? version = ReadVersion(command.InputFiles) ?? VersionOfTree(Directory.GetCurrentDirectory());
        return ReadTable(command.Output, version) ?? (version is null ? null : KernelRelease.FromUname(version));
    }

    /// <summary>
    /// Whether a link makes a kernel, judging by file names: vmlinux, or the temporary images of a kernel build. Other images have
    /// linker scripts, too.
    /// </summary>
    public static bool IsKernel(LinkerCommandLine command) =>
        IsKernelName(Path.GetFileName(command.Output)) || command.Script is { } script && IsKernelName(Path.GetFileName(script));

    static bool IsKernelName(string name) =>
        name.StartsWith("vmlinux", StringComparison.Ordinal) || name.StartsWith(".tmp_vmlinux", StringComparison.Ordinal);

    // The release of the table in an image of that version, or of any; null if there is no such image, or no table in it.
    static KernelRelease? ReadTable(string path, string? version)
    {
        try
        {
            return File.Exists(path) ? TryReadTable(path, version) : null;
        }
        catch (KallsymsException)
        {
            // The file to be replaced may be anything.
            return null;
        }
    }

    static KernelRelease? TryReadTable(string path, string? version)
    {
        using ByteSource source = ByteSource.OpenFile(path);
        if (!ElfFile.IsElf(source))
            return null;
        ElfFile image = ElfFile.Parse(source);
        if (image.ReadSymbols() is not { } symbols)
            return null;
        SymbolList list = ElfSymbolReader.Read(image, symbols);
        // A version from a Makefile lacks the suffix after the numbers.
        return version is null || ReadVersion(image, list) is { } own && IsVersion(own, version)
            ? ImageVerifier.FindRelease(image, list) : null;
    }

    // 6.12.1 is not 6.12.10.
    static bool IsVersion(string own, string version) =>
        own.StartsWith(version, StringComparison.Ordinal) && !(own.Length > version.Length && char.IsAsciiDigit(own[version.Length]));

    static string? ReadVersion(ElfFile image, SymbolList symbols) =>
        KernelBanner.Read(image, symbols) is { } banner ? ReadVersion(Encoding.UTF8.GetBytes(banner + "\n")) : null;

    /// <summary>Returns the release of the kernel tree at or above a directory; null outside of one.</summary>
    public static KernelRelease? FromTree(string directory) =>
        VersionOfTree(directory) is { } version ? KernelRelease.FromUname(version) : null;

    static string? VersionOfTree(string directory)
    {
        for (string? at = directory; at is not null; at = Path.GetDirectoryName(at))
        {
            string file = Path.Combine(at, "include/config/kernel.release");
            if (File.Exists(file))
                return InputFile.ReadText(file).Trim();
            string makefile = Path.Combine(at, "Makefile");
            if (File.Exists(makefile) && VersionIn(InputFile.ReadLines(makefile)) is { } version)
                return version;
        }
        return null;
    }

    static string? ReadVersion(IEnumerable<string> files) =>
        // Only small objects, because the one with the version is made at the very end of a build.
        files.Where(path => path.EndsWith(".o", StringComparison.Ordinal) && new FileInfo(path).Length < 1 << 16)
            .Select(path => ReadVersion(InputFile.ReadBytes(path)))
            .FirstOrDefault(version => version is not null);

    // The word after "Linux version ".
    static string? ReadVersion(ReadOnlySpan<byte> bytes)
    {
        int at = bytes.IndexOf(_words);
        if (at < 0)
            return null;
        ReadOnlySpan<byte> rest = bytes[(at + _words.Length)..];
        int end = rest[..Math.Min(rest.Length, MaxVersion)].IndexOfAnyInRange((byte)0, (byte)' ');
        return end < 0 ? null : Encoding.Latin1.GetString(rest[..end]);
    }

    // Reads the first lines of a kernel's Makefile.
    static string? VersionIn(IEnumerable<string> makefile)
    {
        var values = new Dictionary<string, string>();
        foreach (string line in makefile.Take(10))
        {
            string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2)
                values[parts[0]] = parts[1];
        }
        return values.TryGetValue("VERSION", out string? major) && values.TryGetValue("PATCHLEVEL", out string? minor)
            && values.TryGetValue("SUBLEVEL", out string? patch)
            ? $"{major}.{minor}.{patch}" : null;
    }
}
