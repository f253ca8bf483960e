using System.CommandLine;
using Kallsyms.Linking;
using Kallsyms.Linking.Kbuild;

namespace Kallsyms.Cli;

/// <summary>
/// The options of kallsyms make and kallsyms kbuild-link: ours come first, and what follows belongs to others and is passed on
/// unchanged.
/// </summary>
sealed class KbuildOptions
{
    const string ModeName = "--mode";
    const string CompressName = "--compress";
    const string EvidenceName = "--evidence";
    static readonly string[] _withValue = [ModeName, CompressName, EvidenceName, MakefileScript.PassesName];
    static readonly string[] _help = ["--help", "-h", "-?"];

    readonly Option<string> _mode = CommonOptions.Mode();
    readonly Option<string> _compress = CommonOptions.Compress();
    readonly Option<string?> _evidence = CommonOptions.Evidence();

    public void AddTo(Command command)
    {
        command.Add(_mode);
        command.Add(_compress);
        command.Add(_evidence);
    }

    public LinkChoices Choices(ParseResult parsed) => new(
        CommonOptions.ParseMode(parsed.GetValue(_mode)),
        CommonOptions.ParseCompress(parsed.GetValue(_compress)),
        parsed.GetValue(_evidence) is { } directory ? Path.GetFullPath(directory) : null);

    /// <summary>Returns the options that differ from the defaults, as words.</summary>
    public static IEnumerable<string> Words(LinkChoices choices)
    {
        if (choices.Mode != LinkMode.Exact)
            yield return $"{ModeName}={CommonOptions.Name(choices.Mode)}";
        if (choices.Compression != Tables.Compression.Kernel)
            yield return $"{CompressName}={CommonOptions.Name(choices.Compression)}";
        if (choices.EvidenceDirectory is { } directory)
            yield return $"{EvidenceName}={directory}";
    }

    /// <summary>Inserts -- before the first word that is not one of our options.</summary>
    /// <param name="arguments">The command's name and what follows it.</param>
    /// <param name="flags">Our options that take no value.</param>
    public static string[] InsertSeparator(string[] arguments, params string[] flags)
    {
        int at = 1;
        while (at < arguments.Length)
        {
            string word = arguments[at];
            if (_withValue.Contains(word))
                at += 2;
            else if (flags.Contains(word) || _withValue.Any(name => word.StartsWith(name + "=", StringComparison.Ordinal)))
                at++;
            else
                break;
        }
        return at >= arguments.Length || at == 1 && _help.Contains(arguments[at]) || arguments[at] == "--"
            ? arguments
            : [.. arguments[..at], "--", .. arguments[at..]];
    }
}
