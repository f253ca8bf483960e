using System.Text;
using System.Text.RegularExpressions;
using Kallsyms.Digests;
using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Everything that decides an image but its table: the words of the command that makes it, its variables, and what every file in it is
/// right now. Two links with equal keys differ in nothing but the table, the output's name, the map file, and whether debug data is left
/// out.
/// </summary>
sealed partial class LinkKey
{
    // A linker script is smaller, and what is larger is not read for what it includes.
    const int LargestScript = 1 << 22;

    static readonly string[] _mapOptions = ["-Map", "--Map"];

    // What every object of a compiler's has.
    static readonly string[] _compilers = [".comment", ".note.gnu.property", ".note.GNU-stack"];

    readonly string[] _words;
    readonly IReadOnlyList<string> _environment;
    readonly List<InputFileState> _files;

    LinkKey(string[] words, IReadOnlyList<string> environment, List<InputFileState> files) =>
        (_words, _environment, _files) = (words, environment, files);

    /// <summary>The key as one text.</summary>
    public string Text => field ??= string.Join('\n', [.. _words, .. _environment, .. _files.Select(file => $"{file.Path} {file.State}")]);

    /// <summary>The key of a command.</summary>
    /// <param name="words">The linker and its arguments, with <see cref="LinkerCommandLine.Placeholder"/> for the table object.</param>
    /// <param name="environment">Its variables: a linker may be a script that heeds any of them.</param>
    /// <param name="begin">When the script began: what was written since then is told by its bytes.</param>
    public static LinkKey Of(IReadOnlyList<string> words, IReadOnlyList<string> environment, DateTime begin)
    {
        LinkerCommandLine given = LinkerCommandLine.Parse(Product(words));
        LinkerCommandLine command = LinkerCommandLine.Parse([given.Program, .. given.With("output", LinkerCommandLine.Placeholder)]);
        return new(
            [command.Program, .. command.Expanded], environment,
            [.. InputStamps.Take(Inputs(command)).Files
                .Select(file => file with { State = file.Modified < begin ? file.State : Contents(file.Path) })]);
    }

    /// <summary>
    /// An input or a word that another link, made before, has not, and that may say something about an image made meanwhile; null: there is
    /// none.
    /// </summary>
    /// <param name="first">The link made before.</param>
    /// <param name="made">When its image was there.</param>
    public string? MadeOfImage(LinkKey first, DateTime made)
    {
        HashSet<(string, string)> before = [.. first._files.Select(file => (file.Path, file.State))];
        return _files.Find(file => file.Modified >= made && !before.Contains((file.Path, file.State)) && !IsTypeData(file.Path))?.Path
            ?? _words.Except(first._words).FirstOrDefault(word => Number().IsMatch(word));
    }

    /// <summary>The words of the link with all that any of them wants in its image: debug data stays, and no map is written.</summary>
    /// <param name="words">The words of one.</param>
    /// <param name="withoutDebugData">It leaves out debug data where this one does: no other is to follow.</param>
    public static string[] Product(IReadOnlyList<string> words, bool withoutDebugData = false)
    {
        var kept = new List<string>(words.Count);
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            string plain = Plain(word);
            if (_mapOptions.Contains(plain))
                i++;
            else if ((withoutDebugData || !StripsDebug(plain)) && MapFile(plain) is null)
                kept.Add(word);
        }
        return [.. kept];
    }

    /// <summary>Whether a command leaves out debug data.</summary>
    public static bool StripsDebug(IEnumerable<string> words) => words.Any(word => StripsDebug(Plain(word)));

    /// <summary>The map file that a command asks for, or null.</summary>
    public static string? MapFile(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            string plain = Plain(words[i]);
            if (_mapOptions.Contains(plain) && i + 1 < words.Count)
                return words[i + 1];
            if (MapFile(plain) is { } file)
                return file;
        }
        return null;
    }

    static string? MapFile(string word)
    {
        string? option = _mapOptions.FirstOrDefault(option => word.StartsWith(option + "=", StringComparison.Ordinal));
        return option is null ? null : word[(option.Length + 1)..];
    }

    // What links combined may be larger than an array.
    static string Contents(string path)
    {
        using FileStream file = InputFile.Open(path);
        using var digest = Digest.Start(DigestKind.Sha256);
        var buffer = new byte[1 << 16];
        for (int count; (count = file.Read(buffer)) > 0;)
            digest.Append(buffer.AsSpan(0, count));
        return Convert.ToHexString(digest.Finish());
    }

    static bool StripsDebug(string plain) => plain is "--strip-debug" or "-S";

    // As the linker gets it from a compiler driver.
    static string Plain(string word) => word.StartsWith("-Wl,", StringComparison.Ordinal) ? word["-Wl,".Length..] : word;

    // It is made of an image, and does not depend on its addresses.
    static bool IsTypeData(string path)
    {
        using ByteSource source = ByteSource.OpenFile(path);
        if (!ElfFile.IsElf(source))
            return false;
        ILookup<bool, ElfSection> contents = ElfFile.Parse(source).Sections
            .Where(section => section.Size > 0 && section.Type is SectionType.ProgBits or SectionType.Note)
            .ToLookup(section => section.Name.StartsWith(".BTF", StringComparison.Ordinal));
        return contents[true].Any() && contents[false].All(section => _compilers.Contains(section.Name));
    }

    [GeneratedRegex("0[xX][0-9a-fA-F]|(^|[=+*(])[0-9a-fA-F]{2,}[KM)]*$")]
    private static partial Regex Number();

    [GeneratedRegex("""\bINCLUDE\s+"?(?<file>[^\s;"]+)|\b(INPUT|GROUP)\s*\((\s*(AS_NEEDED\s*\()?"?(?<file>[^\s,()"]+)"?,?\)?)*""")]
    private static partial Regex Included();

    // Also files that options of any name read, such as a version script, and those that linker scripts read.
    static List<string> Inputs(LinkerCommandLine command)
    {
        List<string> files = [.. command.InputFiles
            .Concat(command.Expanded
                .Where(word => word.StartsWith('-') && word.Contains('='))
                .Select(word => word[(word.IndexOf('=') + 1)..])
                .Where(File.Exists))
            .Distinct()];
        string[] directories =
            ["", .. command.Expanded.Where(word => word.StartsWith("-L", StringComparison.Ordinal)).Select(word => word[2..])];
        for (int i = 0; i < files.Count; i++)
        {
            string[] places = [.. directories, Path.GetDirectoryName(files[i]) ?? ""];
            files.AddRange(IncludedBy(files[i]).SelectMany(name => places.Select(place => Path.Combine(place, name)))
                .Where(File.Exists).Except(files).ToList());
        }
        return files;
    }

    static IEnumerable<string> IncludedBy(string file)
    {
        if (FileStatus.Of(file) is not { Kind: FileKind.Regular, Size: < LargestScript })
            return [];
        byte[] text = InputFile.ReadBytes(file);
        return text.AsSpan().Contains((byte)0) ? []
            : Included().Matches(Encoding.Latin1.GetString(text)).SelectMany(match => match.Groups["file"].Captures)
                .Select(name => name.Value);
    }
}
