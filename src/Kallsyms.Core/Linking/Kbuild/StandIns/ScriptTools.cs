using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Does the work of a script's linker and, where the script calls it by its path, of its scripts/kallsyms. The image is linked at the
/// first command with a table in it, and given to every later one that differs in the table alone. That the table in it is the one that the
/// tree's own tools make is found out meanwhile: of the objects that the script gives the linker, or, where these only stand for a table,
/// by the tree's tool.
/// </summary>
sealed class ScriptTools(
    StandInDirectory directory, KbuildVariables make, string[] linker, ProductImage image, Compression compression) : IDisposable
{
    const string ToolPath = "scripts/kallsyms";

    static readonly string[] _partialLink = ["-r", "--relocatable", "-i", "-Ur"];

    // What they make the linker print belongs to one run of it.
    static readonly string[] _printing =
        ["-M", "--print-map", "-t", "--trace", "--stats", "--print-memory-usage", "--verbose", "--cref", "-Map=-", "--Map=-"];

    readonly List<byte[]> _lists = [[]];
    readonly ServedImages _served = new();
    readonly HashSet<string> _samples = [];
    readonly ElfTarget _target = KernelMachine.Find(make.ObjectTree)
        ?? throw new KallsymsException(ErrorKind.Unreadable, "there is no object that tells the machine");
    readonly KernelConfig _config = KernelConfig.Read(make.ObjectTree);
    TreeTool? _tool;
    LearnedForm? _learned;
    TableForm? _form;
    GivenTable? _sample;
    ISymbolFilter? _filter = MapFilter.Of(make, directory);
    Product? _product;
    (int List, Task<byte[]?> Text)? _proof;

    /// <summary>Why the outcome cannot be used; null when it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>Why the tree's own tools do all the work; null when these do it.</summary>
    public string? PassedThrough { get; private set; }

    /// <summary>Entries of the table.</summary>
    public int Symbols => _product?.Table.Symbols.List.Count ?? 0;

    /// <summary>The last list that the tree's tool would have made a table of; null when it made all of them.</summary>
    public byte[]? LastList => _tool is null || _lists.Count == 1 ? null : _lists[^1];

    /// <summary>What a stand-in is to do.</summary>
    public StandInReply Answer(StandInRequest request)
    {
        try
        {
            return request.List is { } list ? MakeTable(request, list) : Link(request);
        }
        catch (Exception e) when (e is KallsymsException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return Fail(e.Message);
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
        if (served.Product.RecordsName && served.Product.ObjectName != served.ObjectName)
            return "the last table object was not known to be the last";
        if (served.List is { } list)
            return ListDoubt(served.Product, list);
        return served.IsProven ? null : "the table that the tree's tools made is not that of the image";
    }

    /// <summary>Removes what stands for tables, so that nothing takes it for one.</summary>
    public void RemoveSamples()
    {
        foreach (string sample in _samples.Where(sample => GivenTable.Find(sample) is { Number: not null }))
        {
            File.Delete(sample);
            string text = Path.ChangeExtension(sample, ".S");
            if (File.Exists(text) && GivenTable.IsText(text))
                File.Delete(text);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _served.Dispose();

    string? ListDoubt(Product product, int list)
    {
        if (!_lists[list].AsSpan().SequenceEqual(_lists[^1]))
            return "the last link was not given the last table";
        byte[]? text = Proof(list).GetAwaiter().GetResult();
        if (text is null)
            return $"{_tool!.Program} fails";
        if (TableListingParser.Parse(text, _target.Format, _target.Header.Machine) is not { } written)
            return $"what {_tool!.Program} writes is not understood";
        return TableForm.Listing(AsTheTreeCompresses(product.Table), _target).DifferenceFrom(written) is { } difference
            ? $"{_tool!.Program} makes another table than expected: {difference}"
            : null;
    }

    Table AsTheTreeCompresses(Table table) => compression == Compression.Kernel ? table
        : Table.Build(table.Symbols, table.Spec, names => Compression.Kernel.Compress(names, table.Spec.Release.TableFormat));

    StandInReply MakeTable(StandInRequest request, ListForTool given)
    {
        var tool = new TreeTool(ToolPath, [.. given.IsArgument ? request.Arguments.SkipLast(1) : request.Arguments], given.IsArgument);
        if (PassedThrough is not null)
            return OfTheTree(tool, request, given);
        if (request.Directory != Directory.GetCurrentDirectory())
            return Fail($"{ToolPath} is called in another directory");
        if (_learned is null || !tool.IsLike(_tool))
        {
            TableForm? guessed = _form;
            (_tool, _learned) = (tool, Learn(tool));
            _form = _learned?.Form;
            // An image that was linked for another table than this cannot be used.
            if (_form is null || !_form.IsLike(guessed))
                _product = null;
            if (_form is null)
                return PassThrough($"what {ToolPath} writes is not understood", () => OfTheTree(tool, request, given));
        }
        if (!given.Bytes.AsSpan().SequenceEqual(_lists[^1]))
            Take(given.Bytes);
        return StandInReply.End(0, GivenTable.Text(_learned!.SampleText, _lists.Count - 1));
    }

    // A list that was read from a pipe cannot be read again.
    StandInReply OfTheTree(TreeTool tool, StandInRequest request, ListForTool given) =>
        given.Stays ? StandInReply.Become([ToolPath, .. request.Arguments])
        : tool.Run(given.Bytes, directory["list"]) is { } table ? StandInReply.End(0, table)
        : StandInReply.End(1);

    LearnedForm? Learn(TreeTool tool) => FormProbe.Learn(probe => tool.Run(probe, directory["probe"]), _target, Hint());

    static KernelRelease? Hint() => ReleaseFinder.FromTree(Directory.GetCurrentDirectory());

    // Before the script has called the tool, in scripts that link once without a table: as the configuration says.
    void Guess()
    {
        foreach (bool readsFile in (bool[])[true, false])
        {
            var tool = new TreeTool(ToolPath, [.. ToolOptions.Usual(_config)], readsFile);
            if (Learn(tool) is not { } learned)
                continue;
            (_tool, _learned, _form) = (tool, learned, learned.Form);
            _sample = SampleObject.Assemble(learned.SampleText, make, directory);
            return;
        }
    }

    // The tree's own tool makes its table while the script goes on.
    void Take(byte[] list)
    {
        _lists.Add(list);
        _ = Proof(_lists.Count - 1);
        if (_product is null || !_form!.Release.Rules.TableReadsMap || _product.Map.AsSpan().SequenceEqual(list))
            return;
        // The tree leaves out other names than was thought: the image is linked once more, with room for its own.
        using ByteSource source = ByteSource.FromMemory(list, "the script's list of symbols");
        _filter = NameSet.Collect(SymbolListFile.Read(source).Symbols);
        _product = null;
    }

    Task<byte[]?> Proof(int list)
    {
        if (_proof is { } proof && _lists[proof.List].AsSpan().SequenceEqual(_lists[list]))
            return proof.Text;
        Task<byte[]?> text = Task.Run(() => _tool!.Run(_lists[list], directory[$"list{list}"]));
        _proof = (list, text);
        return text;
    }

    StandInReply Link(StandInRequest request)
    {
        if (PassedThrough is not null || request.Directory != Directory.GetCurrentDirectory())
            return StandInReply.Become([.. linker, .. request.Arguments]);
        string[] arguments = [.. request.Arguments.SelectMany(ResponseFile.Open)];
        string[] words = [.. linker, .. arguments];
        if (arguments.Any(_partialLink.Contains))
            return StandInReply.Become(words);
        GivenTable[] tables = arguments.Select(GivenTable.Find).OfType<GivenTable>().ToArray();
        if (tables.Length > 1 || tables.Length == 1 && tables[0].Number >= _lists.Count)
            return Fail("a link with two tables, or with one of an earlier run");
        GivenTable? table = tables.Length == 1 ? tables[0] : null;
        if (table is { Number: not null })
            _samples.Add(table.Path);
        int place = table is null ? PlaceOfTable(words) : Array.IndexOf(words, table.Path);
        if (place < 0)
            return Become(words);
        if (arguments.FirstOrDefault(_printing.Contains) is { } printing)
            return PassThrough($"its linker is to print something ({printing})", () => Become(words));
        if (table is null && _form is null)
            Guess();
        if (table is null && _form is null)
            return Become(words);

        var link = new WantedLink(LinkerCommandLine.Parse(words), [.. words[..place], LinkerCommandLine.Placeholder,
            .. words[(place + tables.Length)..]], table);
        bool isProven = false;
        if (table is { Number: null })
        {
            if (table.Read() is not { } written)
                return PassThrough("its table object is not understood", () => Become(words));
            if ((_form ??= FormProbe.Guess(written, Hint(), _config)) is null)
                return PassThrough("its table is of no form that is known here", () => Become(words));
            isProven = Prove(link, written);
        }
        else if (table is not null && !IsSample(table))
        {
            return Fail("it changes what scripts/kallsyms writes");
        }
        Product product = Make(link);
        image.Give(link.Output, LinkKey.MapFile(link.Marked), table?.Path ?? link.ObjectName);
        // What is listed of an image without a table is the first list.
        _served.Add(link.Output, new(product, table is null ? 0 : table.Number, isProven, link.ObjectName));
        return StandInReply.End(0);
    }

    /// <summary>A command that makes an image with a table.</summary>
    /// <param name="Command">It.</param>
    /// <param name="Marked">Its words, with the place of the table object marked.</param>
    /// <param name="Table">The table object; null where the script has none yet.</param>
    sealed record WantedLink(LinkerCommandLine Command, string[] Marked, GivenTable? Table)
    {
        public string Output => Command.Output;

        public string ObjectName => Path.GetFileName(Table?.Path ?? Output + ".o");

        public bool WantsLinkMap => LinkKey.MapFile(Marked) is not null;

        public bool IsLast => !Path.GetFileName(Output).StartsWith('.');
    }

    // The tree's own tools have made a table of the image that the script got last, or of no symbols for the first link.
    bool Prove(WantedLink link, TableListing written)
    {
        bool isFirst = _product is null;
        if (AssembledTable.AreSame(TableForm.Assembled(AsTheTreeCompresses(Make(link).Table), _target), written))
            return true;
        if (isFirst || AssembledTable.AreSame(_form!.Assembled(new SymbolListBuilder([], 0).Build(), _target), written))
            return false;
        SymbolList all = image.Symbols();
        SymbolList List(KernelRelease release) => !release.Rules.TableReadsMap ? all
            : _filter is { } filter ? filter.Select(all) : SymbolSelection.Map(all, release.Rules);
        _form = FormProbe.Explain(written, Hint(), List, _target)
            ?? throw new KallsymsException(ErrorKind.Unreadable, "the table that the tree's tools made is of no form that is known here");
        _product = null;
        return false;
    }

    // What the script has assembled is what the tool wrote, nothing changed, nothing added.
    bool IsSample(GivenTable table) =>
        table.Read() is { } read && AssembledTable.AreSame(_learned!.Form.Assembled(_learned.SampleList, _target), read);

    // Where scripts that link once without a table put it later: behind the libraries.
    static int PlaceOfTable(string[] words)
    {
        LinkerCommandLine command = LinkerCommandLine.Parse(words);
        bool isFirst = command.Output.StartsWith('.') && command.Script is not null;
        return isFirst && Array.LastIndexOf(words, "--end-group") is >= 0 and int group ? group + 1 : -1;
    }

    Product Make(WantedLink link)
    {
        string key = LinkKey.Of(link.Marked);
        ElfTarget? like = link.Table?.Target();
        if (_product is { } same && same.Key == key && !(link.IsLast && same.RecordsName && same.ObjectName != link.ObjectName)
            && (same.HasLinkMap || !link.WantsLinkMap) && (like is null || like.SaysTheSame(same.ObjectLike)))
        {
            return same;
        }
        string name = link.IsLast ? link.ObjectName : LastName(link.ObjectName);
        bool withLinkMap = link.WantsLinkMap || _config.Has("VMLINUX_MAP");
        return _product = image.Link(link.Marked, key, name, withLinkMap, like ?? _sample?.Target(), _form!, _filter);
    }

    // What the table object of the script's last link is called, if the script numbers them: the first that is linked has number 0 or 1.
    string LastName(string name)
    {
        int digit = name.AsSpan().IndexOfAny('0', '1');
        char number = make["KALLSYMS_EXTRA_PASS"].Length > 0 ? '3' : '2';
        return digit < 0 ? name : $"{name[..digit]}{number}{name[(digit + 1)..]}";
    }

    // This command is the tree's own linker's.
    StandInReply Become(string[] words)
    {
        _served.Remove(LinkerCommandLine.Parse(words).Output);
        return StandInReply.Become(words);
    }

    // The tree's own tools do everything, if they can still begin.
    StandInReply PassThrough(string why, Func<StandInReply> own)
    {
        if (_served.Any || _learned is not null)
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
