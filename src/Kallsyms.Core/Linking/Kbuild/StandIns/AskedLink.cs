using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>What a command of the script's asks of its linker.</summary>
sealed class AskedLink
{
    static readonly string[] _partialLink = ["-r", "--relocatable", "-i", "-Ur"];

    // What they make the linker print, or write beside the image, belongs to one run of it.
    static readonly string[] _more =
    [
        "-M", "--print-map", "-t", "--trace", "--stats", "--print-memory-usage", "--verbose", "--cref", "-Map=-", "--Map=-",
        "--print-gc-sections", "--print-icf-sections",
    ];

    static readonly string[] _moreWithFile =
    [
        "--dependency-file", "--out-implib", "--print-archive-stats", "--print-symbol-order", "--reproduce", "--remap-inputs-file",
        "--time-trace", "--trace-symbol", "--why-extract",
    ];

    AskedLink(string[] words, IReadOnlyList<string> environment, GivenTable[] tables)
    {
        (Words, Environment, Tables) = (words, environment, tables);
        Place = Table is { } table ? Array.IndexOf(words, table.Path) : PlaceOfTable(words);
    }

    /// <summary>The linker and its arguments, those of response files among them.</summary>
    public string[] Words { get; }

    /// <summary>The linker's variables, as NAME=VALUE.</summary>
    public IReadOnlyList<string> Environment { get; }

    /// <summary>The table objects among the words.</summary>
    public GivenTable[] Tables { get; }

    /// <summary>The table object; null where the script has none yet.</summary>
    public GivenTable? Table => Tables is [GivenTable only] ? only : null;

    /// <summary>Where the table object is among the words, or is put later; negative: nowhere.</summary>
    public int Place { get; }

    /// <summary>The option that makes the linker write more than the image; null: there is none.</summary>
    public string? More => Words.FirstOrDefault(word => _more.Contains(word) || _moreWithFile.Contains(word.Split('=')[0]));

    /// <summary>The words, with the place of the table object marked.</summary>
    public string[] Marked => field ??=
        [.. Words[..Place], LinkerCommandLine.Placeholder, .. Words[(Place + Tables.Length)..]];

    /// <summary>The file that it makes.</summary>
    public string Output => field ??= LinkerCommandLine.Parse(Words).Output;

    /// <summary>What the table object is called.</summary>
    public string ObjectName => Path.GetFileName(Table?.Path ?? Output + ".o");

    /// <summary>It leaves out debug data, as links for nothing but a list of symbols do.</summary>
    public bool StripsDebug => LinkKey.StripsDebug(Words);

    /// <summary>Where the linker is to write its own map; null: nowhere.</summary>
    public string? MapFile => LinkKey.MapFile(Marked);

    /// <summary>It makes what the script is for, and not a temporary image.</summary>
    public bool IsLast => !Path.GetFileName(Output).StartsWith('.');

    /// <summary>A command makes an object and no image.</summary>
    public static bool IsPartial(string[] words) => words.Any(_partialLink.Contains);

    /// <summary>Reads a command that makes an image, and which of the files that it names are table objects.</summary>
    public static AskedLink Read(string[] words, IReadOnlyList<string> environment) =>
        new(words, environment, [.. words.Select(GivenTable.Find).OfType<GivenTable>()]);

    // Where scripts that link once without a table put it later: behind the libraries.
    static int PlaceOfTable(string[] words)
    {
        LinkerCommandLine command = LinkerCommandLine.Parse(words);
        bool isFirst = command.Output.StartsWith('.') && command.Script is not null;
        return isFirst && Array.LastIndexOf(words, "--end-group") is >= 0 and int group ? group + 1 : -1;
    }
}
