using System.Text.RegularExpressions;
using Kallsyms.Digests;
using Kallsyms.Elf;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Everything that decides an image but its table: the words of the command that makes it, and what every file in it is right now. Two
/// links with equal keys differ in nothing but the table, the output's name, the map file, and whether debug data is left out.
/// </summary>
sealed partial class LinkKey
{
    static readonly string[] _mapOptions = ["-Map", "--Map"];

    readonly string[] _words;
    readonly List<InputFileState> _files;

    LinkKey(string[] words, List<InputFileState> files) => (_words, _files) = (words, files);

    /// <summary>The key as one text.</summary>
    public string Text => field ??= string.Join('\n', [.. _words, .. _files.Select(file => $"{file.Path} {file.State}")]);

    /// <summary>The key of a command.</summary>
    /// <param name="words">The linker and its arguments, with <see cref="LinkerCommandLine.Placeholder"/> for the table object.</param>
    /// <param name="begin">When the script began: what was written since then is told by its bytes.</param>
    public static LinkKey Of(IReadOnlyList<string> words, DateTime begin)
    {
        LinkerCommandLine given = LinkerCommandLine.Parse(Product(words));
        LinkerCommandLine command = LinkerCommandLine.Parse([given.Program, .. given.With("output", LinkerCommandLine.Placeholder)]);
        return new(
            [command.Program, .. command.Expanded],
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
    public static string[] Product(IReadOnlyList<string> words)
    {
        var kept = new List<string>(words.Count);
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            string plain = word.StartsWith("-Wl,", StringComparison.Ordinal) ? word["-Wl,".Length..] : word;
            if (_mapOptions.Contains(plain))
                i++;
            else if (plain is not ("--strip-debug" or "-S") && MapFile(plain) is null)
                kept.Add(word);
        }
        return [.. kept];
    }

    /// <summary>The map file that a command asks for, or null.</summary>
    public static string? MapFile(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            string plain = words[i].StartsWith("-Wl,", StringComparison.Ordinal) ? words[i]["-Wl,".Length..] : words[i];
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

    // It is made of an image, and does not depend on its addresses.
    static bool IsTypeData(string path)
    {
        using ByteSource source = ByteSource.OpenFile(path);
        return ElfFile.IsElf(source) && ElfFile.Parse(source).Sections.All(section => section.Size == 0
            || (section.Flags & SectionFlags.Alloc) == 0 || section.Name.StartsWith(".BTF", StringComparison.Ordinal));
    }

    [GeneratedRegex("(^|=)(0[xX])?[0-9a-fA-F]{2,}$")]
    private static partial Regex Number();

    // Also files that options of any name read, such as a version script.
    static IEnumerable<string> Inputs(LinkerCommandLine command) => command.InputFiles
        .Concat(command.Expanded
            .Where(word => word.StartsWith('-') && word.Contains('='))
            .Select(word => word[(word.IndexOf('=') + 1)..])
            .Where(File.Exists))
        .Distinct();
}
