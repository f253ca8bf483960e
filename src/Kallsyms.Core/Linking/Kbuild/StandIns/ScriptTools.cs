using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Does the work of a script's linker and, where the script calls it by its path, of its scripts/kallsyms. The image is linked at the
/// first command with a table in it, and given to every later one that differs in the table alone. That the table in it is the one that the
/// tree's own tools make is seen of the objects that the script gives the linker.
/// </summary>
sealed class ScriptTools : IDisposable
{
    const string ToolPath = "scripts/kallsyms";

    static readonly SymbolList _none = new SymbolListBuilder([], 0).Build();

    readonly StandInDirectory _directory;
    readonly KbuildVariables _make;
    readonly string[] _linker;
    readonly ProductImage _image;
    readonly Compression _compression;
    readonly KernelConfig _config;
    readonly ElfTarget _target;
    readonly TreeTables _tables;
    readonly WantedImage _wanted;
    readonly ServedImages _served = new();
    readonly ImageReaders _readers = new();
    UnknownForm? _unknown;
    string? _room;
    TableForm? _form;
    ISymbolFilter? _filter;

    public ScriptTools(StandInDirectory directory, KbuildVariables make, string[] linker, ProductImage image, Compression compression)
    {
        (_directory, _make, _linker, _image, _compression) = (directory, make, linker, image, compression);
        _target = KernelMachine.Find(make.ObjectTree)
            ?? throw new KallsymsException(ErrorKind.Unreadable, "there is no object that tells the machine");
        _config = KernelConfig.Read(make.ObjectTree);
        _filter = MapFilter.Of(make, directory);
        _tables = new(directory, _target);
        _wanted = new(image, make, _config);
    }

    /// <summary>Why the outcome cannot be used; null when it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>Why the tree's own tools do all the work; null when these do it.</summary>
    public string? PassedThrough { get; private set; }

    /// <summary>Entries of the table; null where its form is not known.</summary>
    public int? Symbols => _unknown is null ? _wanted.Last?.Table.Symbols.List.Count ?? 0 : null;

    /// <summary>The last list that the tree's tool would have made a table of; null when it made all of them.</summary>
    public byte[]? LastList => _unknown is null ? _tables.Last : null;

    /// <summary>What a stand-in is to do.</summary>
    public StandInReply Answer(StandInRequest request)
    {
        try
        {
            return request.Name != StandInDirectory.ToolName ? Link(request)
                : request.List is { } list ? MakeTable(request, list)
                : StandInReply.Become([ToolOf(request), .. request.Arguments]);
        }
        catch (Exception e) when (e is KallsymsException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            bool isLinkers = e is KallsymsException { Kind: ErrorKind.Tool };
            return Fail(e.Message) with { Error = isLinkers ? _image.Messages("vmlinux", "the table").Error : [] };
        }
    }

    /// <summary>Why an image of the script's may have another table than the tree's tools make for it; null when it has that.</summary>
    /// <param name="output">The image that the script was to make.</param>
    public string? Doubt(string output)
    {
        if (Failure is not null)
            return Failure;
        if (_served.Find(output) is not { } served)
            return $"{output} was not made by the linker that it was given";
        if (served.Product is { RecordsName: true } product && product.ObjectName != served.ObjectName)
            return "the last table object was not known to be the last";
        return _tables.IsAhead && _tables.Doubt(AsTheTreeCompresses(served.Product!.Table)) is { } doubt ? doubt
            : !served.IsProven ? "the table that the tree's tools made is not that of the image"
            : !served.SuitsDebugger ? $"{output} was linked without debug data, and not known to be the last image"
            : ChangeAfterLink.Find(_image.Path, output) is { } change
                && !_readers.AreListersOnly(output, [.. _make.Words("NM"), "-n"], _image.Path)
            ? $"{change} was put into {output} after its link, and may tell of an image before"
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _served.Dispose();
        _readers.Dispose();
    }

    StandInReply MakeTable(StandInRequest request, ListForTool given)
    {
        var tool = new TreeTool(
            ToolPath, [.. given.IsArgument ? request.Arguments.SkipLast(1) : request.Arguments], given.IsArgument,
            request.Environment);
        if (PassedThrough is not null)
            return OfTheTree(tool, request, given);
        if (request.Directory != Directory.GetCurrentDirectory())
            return Fail($"{ToolPath} is called in another directory");
        LearnedForm? known = _tables.Form;
        if (_unknown is not null || !_tables.Learn(tool))
        {
            if (_tables.IsAhead)
                return Fail($"what {ToolPath} writes is not understood");
            Unknown().Tool = tool;
            return OfTheTree(tool, request, given);
        }
        if (!ReferenceEquals(_tables.Form, known))
            _form = _tables.Form!.Form;
        if (!given.Bytes.AsSpan().SequenceEqual(_tables.Last))
            CheckFilter(given.Bytes);
        Table? expected = _wanted.Find(_form, _filter) is { } product && product.Map.AsSpan().SequenceEqual(given.Bytes)
            ? AsTheTreeCompresses(product.Table) : null;
        return _tables.Text(given.Bytes, expected) is { } text ? StandInReply.End(0, text) : StandInReply.End(1);
    }

    // The path by which the script calls it, wherever it does.
    static string ToolOf(StandInRequest request) =>
        request.Directory == Directory.GetCurrentDirectory() ? ToolPath : Path.GetFullPath(ToolPath);

    // A list that was read from a pipe cannot be read again.
    StandInReply OfTheTree(TreeTool tool, StandInRequest request, ListForTool given) =>
        given.Stays ? StandInReply.Become([ToolOf(request), .. request.Arguments])
        : tool.Run(given.Bytes, _directory["list"]) is { } table ? StandInReply.End(0, table)
        : StandInReply.End(1);

    // Where the tree leaves out other names than was thought, the image is linked once more, with room for its own.
    void CheckFilter(byte[] list)
    {
        if (_wanted.Find(_form, _filter) is not { } product || list.Length == 0 || !_form!.Release.Rules.TableReadsMap
            || product.Map.AsSpan().SequenceEqual(list))
        {
            return;
        }
        SymbolList theirs = Parse(list);
        if (!SameSymbols(theirs, Parse(product.Map)))
            _filter = NameSet.Collect(theirs);
    }

    // In other words, perhaps: listers do not agree on leading zeros.
    static bool SameSymbols(SymbolList one, SymbolList other) => one.Count == other.Count && Enumerable.Range(0, one.Count).All(i =>
        one.Addresses[i] == other.Addresses[i] && one.Types[i] == other.Types[i] && one.Name(i).SequenceEqual(other.Name(i)));

    static SymbolList Parse(byte[] list)
    {
        using ByteSource source = ByteSource.FromMemory(list, "the script's list of symbols");
        return SymbolListFile.Read(source).Symbols;
    }

    StandInReply Link(StandInRequest request)
    {
        string[] given = [.. _linker, .. request.Arguments];
        if (PassedThrough is not null || AskedLink.IsPartial(given))
            return StandInReply.Become(given);
        string[] words = request.Directory == Directory.GetCurrentDirectory()
            ? [.. _linker, .. request.Arguments.SelectMany(ResponseFile.Open)]
            : [.. _linker, .. MovedWords.From(request.Directory, request.Arguments)];
        if (AskedLink.IsPartial(words))
            return StandInReply.Become(given);
        var link = AskedLink.Read(words, request.Environment);
        if (link.Tables.Length > 1)
            return Fail("a link with two tables");
        if (link.Place < 0 || !MakesFile(link.Output))
            return Become(link);
        if (link.More is { } more)
            return PassThrough($"its linker is to write more than an image ({more})", () => Become(link));
        return link.Table is { } table ? LinkWith(table, link, request.Umask) : LinkWithout(link, request.Umask);
    }

    // A linker writes into a device, and through some symbolic links.
    static bool MakesFile(string output) =>
        new FileInfo(output).LinkTarget is null && FileStatus.Of(output) is null or { Kind: FileKind.Regular };

    // Before the script has a table, in scripts that link once without one: its form is as the configuration says.
    StandInReply LinkWithout(AskedLink link, int umask)
    {
        if (_unknown is null && _form is null && UsualTools().Any(_tables.Learn))
            _form = _tables.Form!.Form;
        if (_unknown is not null || _form is null)
        {
            _image.CountOther();
            return Become(link);
        }
        GivenTable? sample = _tables.Form is { } known ? SampleObject.Assemble(known.SampleText, _make, _directory) : null;
        return Serve(link, isProven: false, umask, sample);
    }

    IEnumerable<TreeTool> UsualTools() => ToolOptions.Usual(_config)
        .SelectMany(options => ((bool[])[true, false]).Select(readsFile => new TreeTool(ToolPath, options, readsFile)));

    StandInReply LinkWith(GivenTable table, AskedLink link, int umask)
    {
        if (_unknown is null && table.Read() is { } written && (_form ??= Likely(written)) is not null
            && Prove(link, written) is { } isProven)
            return Serve(link, isProven, umask);
        if (_tables.IsAhead)
            return Fail(_tables.Doubt(AsTheTreeCompresses(Make(link).Table)) ?? $"it changes what {ToolPath} writes");
        return Give(link, null, Unknown().Make(link, table), umask);
    }

    // From here on, nothing is said about tables; their objects tell enough.
    UnknownForm Unknown() => _unknown ??= new(_image, _wanted, _directory, _make, _config, _filter);

    // A table without symbols has most of its form in its labels; the rest is as the tree's tool has it, if that is what the script calls.
    TableForm? Likely(TableListing written)
    {
        bool Explains(TreeTool tool) =>
            _tables.Learn(tool) && AssembledTable.AreSame(_tables.Form!.Form.Assembled(_none, _target), written);
        return UsualTools().Any(Explains) ? _tables.Form!.Form : FormProbe.Guess(written, Hint(), _config);
    }

    // The tree's own tools have made a table of the image that the script got last, or of no symbols for the first link; null: of something
    // else, or of a form that is not known.
    bool? Prove(AskedLink link, TableListing written)
    {
        bool isFirst = _wanted.Find(_form, _filter) is null;
        if (isFirst && !HasLabelsOf(written))
            return null;
        if (AssembledTable.AreSame(TableForm.Assembled(AsTheTreeCompresses(Make(link).Table), _target), written))
            return true;
        if (isFirst || AssembledTable.AreSame(_form!.Assembled(_none, _target), written))
            return false;
        SymbolList all = _image.Symbols();
        SymbolList List(KernelRelease release) => !release.Rules.TableReadsMap ? all
            : _filter is { } filter ? filter.Select(all) : SymbolSelection.Map(all, release.Rules);
        if (FormProbe.Explain(written, Hint(), List, _target) is not { } form)
            return null;
        _form = form;
        return false;
    }

    // A label more or less would be among the symbols.
    bool HasLabelsOf(TableListing written) => _form!.Assembled(_none, _target) is { } ours && ours.Section == written.Section
        && ours.Labels.Select(label => label.Name).SequenceEqual(written.Labels.Select(label => label.Name));

    Product Make(AskedLink link, GivenTable? sample = null) => _wanted.Make(link, sample, _form!, _filter);

    StandInReply Serve(AskedLink link, bool isProven, int umask, GivenTable? sample = null)
    {
        return Give(link, Make(link, sample), isProven, umask);
    }

    StandInReply Give(AskedLink link, Product? product, bool isProven, int umask)
    {
        // A table is right only if the image that it was made of had one that takes the same room.
        string? room = link.Table?.Room();
        isProven &= room == _room;
        _room = room;
        string tableObject = link.Table?.Path ?? link.ObjectName;
        _image.Give(link.Output, link.MapFile, tableObject, umask);
        _served.Add(link.Output, new(product, isProven, link.ObjectName, _image.SuitsDebugger(link)));
        _readers.Watch(link.Output);
        (byte[] printed, byte[] complained) = _image.Messages(link.Output, tableObject);
        return StandInReply.End(0, printed) with { Error = complained };
    }

    Table AsTheTreeCompresses(Table table) => _compression == Compression.Kernel ? table
        : Table.Build(table.Symbols, table.Spec, names => Compression.Kernel.Compress(names, table.Spec.Release.TableFormat));

    static KernelRelease? Hint() => ReleaseFinder.FromTree(Directory.GetCurrentDirectory());

    // This command is the tree's own linker's.
    StandInReply Become(AskedLink link)
    {
        _served.Remove(link.Output);
        return StandInReply.Become(link.Words);
    }

    // The tree's own tools do everything, if they can still begin.
    StandInReply PassThrough(string why, Func<StandInReply> own)
    {
        if (_served.Any || _tables.IsAhead)
            return Fail(why);
        PassedThrough = why;
        return own();
    }

    StandInReply Fail(string why)
    {
        Failure ??= why;
        return StandInReply.End(1);
    }
}
