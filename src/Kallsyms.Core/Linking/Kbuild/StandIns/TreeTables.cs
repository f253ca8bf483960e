using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// What the tree's own tool makes of the lists that a script wants tables of. It runs whenever the script calls it, since it may read
/// more than the list. Where it writes short tables letter for letter as this program does, the script need not wait for a long one: it
/// gets ours, or what it got for that list before, and the tool confirms it meanwhile.
/// </summary>
sealed class TreeTables(StandInDirectory directory, ElfTarget target)
{
    // Of a list that is shorter, the tool makes its table at once.
    const int Short = 1 << 16;

    (TreeTool Tool, LearnedForm Form)? _known;
    (TreeTool Tool, byte[] List, Task<byte[]?> Text)? _made;
    byte[]? _given;
    readonly List<(byte[] Given, Task<byte[]?> Text)> _unconfirmed = [];
    int _lists;
    bool _mayRunLater;

    /// <summary>The form of the tool's tables; null: it is not known.</summary>
    public LearnedForm? Form => _known?.Form;

    /// <summary>The list that was given last; null: there was none.</summary>
    public byte[]? Last => _made?.List;

    /// <summary>The script has got a table that the tool had not made yet.</summary>
    public bool IsAhead => _unconfirmed.Count > 0;

    /// <summary>Learns how a tool makes tables; false: in no way that is known here.</summary>
    public bool Learn(TreeTool tool)
    {
        if (_known is { } known && tool.IsLike(known.Tool))
            return true;
        Dictionary<string, DateTime> before = Files();
        LearnedForm? form = FormProbe.Learn(
            probe => tool.Run(probe, directory["probe"]), target, ReleaseFinder.FromTree(Directory.GetCurrentDirectory()));
        _mayRunLater = IsKernelsOwn(tool) && Files().ToHashSet().SetEquals(before);
        _known = form is null ? null : (tool, form);
        return form is not null;
    }

    /// <summary>What the tool that was learned last writes for a list; null: it fails.</summary>
    /// <param name="list">The list of symbols.</param>
    /// <param name="expected">The table that the image of this list has; null: that is not known.</param>
    public byte[]? Text(byte[] list, Table? expected)
    {
        (TreeTool tool, LearnedForm form) = _known!.Value;
        bool isKnown = _made is { } made && made.Tool.IsLike(tool) && made.List.AsSpan().SequenceEqual(list);
        byte[]? foretold = list.Length < Short || !_mayRunLater ? null
            : isKnown ? _given
            : expected is not null && WritesAsWeDo(form) ? Written(expected)
            : null;
        string file = directory[$"list{_lists++}"];
        Task<byte[]?> text = Task.Run(() => tool.Run(list, file));
        _made = (tool, list, text);
        if (foretold is not null)
            _unconfirmed.Add((foretold, text));
        return _given = foretold ?? text.GetAwaiter().GetResult();
    }

    /// <summary>Why the tool does not make this table of the last list; null: it does.</summary>
    public string? Doubt(Table table)
    {
        if (_made is not { } made)
            return "what the tree's tool makes of the last list is not known";
        string program = made.Tool.Program;
        if (made.Text.GetAwaiter().GetResult() is not { } text)
            return $"{program} fails";
        if (TableListingParser.Parse(text, target.Format, target.Header.Machine) is not { } written)
            return $"what {program} writes is not understood";
        if (TableForm.Listing(table, target).DifferenceFrom(written) is { } difference)
            return $"{program} makes another table than expected: {difference}";
        return _unconfirmed.All(one => one.Given.AsSpan().SequenceEqual(one.Text.GetAwaiter().GetResult())) ? null
            : $"{program} writes a table with other words";
    }

    // What a wrapper reads may be gone or changed a moment later, and so may what is named by an option that no kernel's tool has.
    static bool IsKernelsOwn(TreeTool tool)
    {
        using ByteSource program = ByteSource.OpenFile(tool.Program);
        return ElfFile.IsElf(program) && tool.Options.All(ToolOptions.IsKnown);
    }

    // What a tool writes besides its table, a script may read as soon as it has that. It writes where builds write.
    static Dictionary<string, DateTime> Files() => ((string[])[".", "scripts"]).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles)
        .Select(file => (file, FileStatus.Of(file)?.Changed ?? default)).ToDictionary();

    bool WritesAsWeDo(LearnedForm form) =>
        Written(form.Form.Table(form.SampleList, target)).AsSpan().SequenceEqual(form.SampleText);

    static byte[] Written(Table table)
    {
        using var text = new MemoryStream();
        TableAssembler.Write(text, table);
        return text.ToArray();
    }
}
