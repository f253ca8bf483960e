using System.Globalization;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>
/// Finds out for which release a link makes a table: from the table of the previous output, from the version in the inputs (linux_banner),
/// or from the kernel tree that the link runs in, in this order.
/// </summary>
static class ReleaseFinder
{
    static readonly byte[] _banner = Encoding.ASCII.GetBytes("Linux version ");

    /// <summary>The layout, or null when nothing tells.</summary>
    public static KernelRelease? Find(LinkerCommandLine command) =>
        FromTable(command.Output) ?? FromInputs(command.InputFiles) ?? FromTree(Directory.GetCurrentDirectory());

    /// <summary>
    /// Whether a link makes a kernel, as far as its names tell: vmlinux, or the temporary images of a kernel's build. Anything else has a
    /// linker script, too.
    /// </summary>
    public static bool IsKernel(LinkerCommandLine command) =>
        IsKernelName(Path.GetFileName(command.Output)) || command.Script is { } script && IsKernelName(Path.GetFileName(script));

    static bool IsKernelName(string name) =>
        name.StartsWith("vmlinux", StringComparison.Ordinal) || name.StartsWith(".tmp_vmlinux", StringComparison.Ordinal);

    /// <summary>The release whose table an image has; null when there is no such image, or no table in it.</summary>
    public static KernelRelease? FromTable(string path)
    {
        if (!File.Exists(path))
            return null;
        using ByteSource source = ByteSource.OpenFile(path);
        if (!ElfFile.IsElf(source))
            return null;
        ElfFile image = ElfFile.Parse(source);
        return image.ReadSymbols() is { } symbols ? ImageVerifier.FindRelease(image, ElfSymbolReader.Read(image, symbols)) : null;
    }

    /// <summary>The release of the kernel tree at or above a directory; null outside of one.</summary>
    public static KernelRelease? FromTree(string directory)
    {
        for (string? at = directory; at is not null; at = Path.GetDirectoryName(at))
        {
            string file = Path.Combine(at, "include/config/kernel.release");
            if (File.Exists(file))
                return KernelRelease.FromUname(InputFile.ReadText(file));
            string makefile = Path.Combine(at, "Makefile");
            if (File.Exists(makefile) && FromMakefile(File.ReadLines(makefile)) is { } release)
                return release;
        }
        return null;
    }

    static KernelRelease? FromInputs(IEnumerable<string> files)
    {
        // Only small objects: the one with the version is made at the very end of a build.
        foreach (string path in files.Where(path => path.EndsWith(".o", StringComparison.Ordinal) && new FileInfo(path).Length < 1 << 16))
        {
            byte[] bytes = File.ReadAllBytes(path);
            int at = bytes.AsSpan().IndexOf(_banner);
            if (at < 0)
                continue;
            ReadOnlySpan<byte> rest = bytes.AsSpan(at + _banner.Length);
            return KernelRelease.FromUname(Encoding.Latin1.GetString(rest[..Math.Min(rest.Length, 64)]));
        }
        return null;
    }

    static KernelRelease? FromMakefile(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, string>();
        foreach (string line in lines.Take(10))
        {
            string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2)
                values[parts[0]] = parts[1];
        }
        return values.TryGetValue("VERSION", out string? major) && values.TryGetValue("PATCHLEVEL", out string? minor)
            && values.TryGetValue("SUBLEVEL", out string? patch)
            ? KernelRelease.FromUname(string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}.{patch}"))
            : null;
    }
}
