using System.Text;
using Kallsyms.Elf;
using Kallsyms.OtherTables;
using Kallsyms.OtherTables.Xen;

namespace Kallsyms.Cli;

/// <summary>
/// Recognises a call as the tool that makes another kernel's table: Xen's tools/symbols, NuttX's mkallsyms.py, Zephyr's gen_symtab.py.
/// Takes the tool's arguments and prints its output.
/// </summary>
static class OtherToolName
{
    /// <summary>Returns a function that does the tool's work, or null if none is meant.</summary>
    /// <param name="name">The name by which the program was called (argv[0]).</param>
    public static Action<string[], StandardStreams>? Find(string name) => Path.GetFileName(name) switch
    {
        "symbols" when Path.GetFileName(Path.GetDirectoryName(name)) == "tools" => XenSymbolsTool,
        "mkallsyms.py" => Mkallsyms,
        "gen_symtab.py" => GenSymtab,
        _ => null,
    };

    static void XenSymbolsTool(string[] arguments, StandardStreams std)
    {
        const string SourceName = "--source-name=";
        string[] known = ["--all-symbols", "--sysv", "--sort", "--sort-by-name", "--warn-dup", "--error-dup", "--empty", "--xensyms"];
        Refuse(arguments.Where(argument => !known.Contains(argument) && !argument.StartsWith(SourceName, StringComparison.Ordinal)));
        string source = arguments.LastOrDefault(argument => argument.StartsWith(SourceName, StringComparison.Ordinal)) is { } named
            ? named[SourceName.Length..] : XenAssembly.SourceName;
        bool byName = arguments.Contains("--sort-by-name");
        if (arguments.Contains("--empty"))
        {
            // Only tools since 4.21 support that.
            Print(std, "-", text => XenAssembly.Write(text, null, new(HasEnds: true, byName, HasOrigin: false), source));
            return;
        }
        if (!arguments.Contains("--sysv"))
            throw new KallsymsException(ErrorKind.Usage, "only --sysv, the output of nm -pa --format=sysv, is read");
        using var input = new StreamReader(std.OpenInput(), Encoding.Latin1);
        XenLine[] lines = [.. XenLines.Parse(input)];
        XenForm form = XenForm.Of(lines.Select(line => line.Name).ToHashSet(StringComparer.Ordinal)) with { ByName = byName };
        bool complains = arguments.Contains("--warn-dup") || arguments.Contains("--error-dup");
        XenSymbol[] symbols = XenSymbols.Choose(lines, form, arguments.Contains("--all-symbols"), byName: complains);
        if (complains)
            Complain(symbols, arguments.Contains("--error-dup"), std);
        Print(std, "-", text =>
        {
            if (arguments.Contains("--xensyms"))
            {
                foreach (XenSymbol symbol in symbols)
                    text.WriteLine($"0x{symbol.Address:x} {(char)symbol.Type} {symbol.Name}");
            }
            else
            {
                XenAssembly.Write(text, XenTable.Build(symbols, form), form, source);
            }
        });
    }

    static void Complain(XenSymbol[] symbols, bool isError, StandardStreams std)
    {
        bool any = false;
        foreach ((string name, ulong first, ulong second) in XenSymbols.Duplicates(symbols))
        {
            std.Say($"Duplicate symbol '{name}' ({second:x} != {first:x})");
            any = true;
        }
        if (any && isError)
            throw new KallsymsException(ErrorKind.Negative, "duplicate symbols");
    }

    static void Mkallsyms(string[] arguments, StandardStreams std)
    {
        string[] options = [.. arguments.Where(argument => argument.StartsWith("--", StringComparison.Ordinal))];
        Refuse(options.Where(option => option is not ("--noconst" or "--orderbyname")));
        // The value of the option is y, or nothing at all.
        int order = Array.IndexOf(arguments, "--orderbyname");
        bool hasValue = order >= 0 && order + 1 < arguments.Length && arguments[order + 1] is "y" or "n" or "";
        string[] files = [.. arguments.Where((argument, i) => !options.Contains(argument) && !(hasValue && i == order + 1))];
        if (files is not [var input, ..] || files.Length > 2)
            throw new KallsymsException(ErrorKind.Usage, "expected an ELF image and an output");
        string output = files.ElementAtOrDefault(1) ?? "-";
        WrittenFiles.Check([output], [input]);
        using ElfFile image = ElfFile.Open(input);
        // Without the option the array is not constant, despite its name.
        Print(std, output, text => NuttxTable.WriteSource(
            text, image, isConst: options.Contains("--noconst"), byName: hasValue && arguments[order + 1] == "y"));
    }

    static void GenSymtab(string[] arguments, StandardStreams std)
    {
        string? kernel = null, output = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            string next = i + 1 < arguments.Length ? arguments[i + 1] : "";
            if (arguments[i] is "-k" or "--kernel")
                (kernel, i) = (next, i + 1);
            else if (arguments[i] is "-o" or "--output")
                (output, i) = (next, i + 1);
            else if (arguments[i] is not ("-d" or "--debug"))
                Refuse([arguments[i]]);
        }
        if (kernel is null || output is null)
            throw new KallsymsException(ErrorKind.Usage, "expected -k IMAGE -o FILE");
        WrittenFiles.Check([output], [kernel]);
        using ElfFile image = ElfFile.Open(kernel);
        Print(std, output, text => ZephyrTable.WriteSource(text, image));
    }

    static void Refuse(IEnumerable<string> unknown)
    {
        if (unknown.FirstOrDefault() is { } word)
            throw new KallsymsException(ErrorKind.Usage, $"'{word}' is no option of the tool that this stands in for");
    }

    static void Print(StandardStreams std, string path, Action<TextWriter> write) => std.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        write(text);
    });
}
