using System.Text;
using Kallsyms.Linking.Running;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// A tree's own scripts/mksysmap: which symbols System.map has. A file for sed (6.4 on) filters a list; the shell script of older trees
/// lists an image by $NM, in whose place it gets the list; one that is part of a pipe gets it there. Each symbol is asked about once.
/// </summary>
sealed class MapFilter(string file, bool isSed, KbuildVariables make, StandInDirectory directory) : ISymbolFilter
{
    // Every filter keeps it: grep, of which older ones are made, fails where nothing is left.
    const string Kept = "T_text";

    readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);
    readonly Lock _asking = new();

    /// <summary>The tree's filter; null when it is none of these.</summary>
    public static MapFilter? Of(KbuildVariables make, StandInDirectory directory)
    {
        string file = Path.Combine(make.SourceTree, "scripts/mksysmap");
        if (!File.Exists(file))
            return null;
        string first = InputFile.ReadLines(file).FirstOrDefault("");
        bool isSed = first.Contains("sed", StringComparison.Ordinal);
        bool isShell = first.Contains("sh", StringComparison.Ordinal);
        return first.StartsWith("#!", StringComparison.Ordinal) && (isSed || isShell) ? new(file, isSed, make, directory) : null;
    }

    /// <inheritdoc/>
    public SymbolList Select(SymbolList list)
    {
        lock (_asking)
        {
            string[] symbols = [.. Enumerable.Range(0, list.Count).Select(i => NameSet.Text(list, i))];
            string[] unknown = [.. symbols.Where(symbol => !_known.ContainsKey(symbol)).Distinct()];
            if (unknown.Length > 0)
                Ask(unknown);
            return list.Select(Enumerable.Range(0, list.Count).Where(i => _known[symbols[i]] && !list.IsUndefined(i)).ToArray());
        }
    }

    void Ask(string[] symbols)
    {
        foreach (string symbol in symbols)
            _known[symbol] = false;
        string lines = string.Concat(symbols.Append(Kept).Select(symbol => $"0000000000001000 {symbol[0]} {symbol[1..]}\n"));
        string input = directory.Write("names", Encoding.Latin1.GetBytes(lines));
        foreach (string line in Run(input).Split('\n'))
        {
            if (line.Split(' ', 3) is [_, [var letter], var name])
                _known[letter + name] = true;
        }
    }

    string Run(string input)
    {
        if (isSed)
            return Encoding.Latin1.GetString(ProgramOutput.Read("sed", ["-f", file, input]));
        string lister = directory.Write("nm", "#!/bin/sh\nfor file; do :; done\nexec cat \"$file\"\n"u8, executable: true);
        // It may write more files beside the one that it is for.
        string output = directory["filtered"];
        byte[] printed = ProgramOutput.Read("env", [$"NM={lister}", make.Shell, file, input, output], input);
        return Encoding.Latin1.GetString(File.Exists(output) ? InputFile.ReadBytes(output) : printed);
    }
}
