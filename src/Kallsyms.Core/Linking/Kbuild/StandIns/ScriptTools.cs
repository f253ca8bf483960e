using System.Text;
using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>An image that was linked once, with the table that its own symbols make.</summary>
/// <param name="Key">What it was linked from.</param>
/// <param name="ObjectName">The table object's name, as the linker was told it.</param>
/// <param name="RecordsName">And as the image tells.</param>
/// <param name="Map">Its System.map.</param>
/// <param name="Table">Its table.</param>
sealed record Product(string Key, string ObjectName, bool RecordsName, byte[] Map, Table Table);

/// <summary>
/// Does the work of a script's linker and of its scripts/kallsyms. The image is linked at the first command with a table in it, and given
/// to every later one that differs in the table alone. That the table in it is the one that the tree's own tool makes is found out
/// meanwhile, by that tool.
/// </summary>
sealed class ScriptTools(
    StandInDirectory directory, KbuildVariables make, string[] linker, LinkChoices choices, Action<string> notice,
    CancellationToken cancellation)
{
    const string ImageName = "vmlinux";
    const string LinkMapName = "vmlinux.map";
    const string ToolPath = "scripts/kallsyms";

    static readonly string[] _partialLink = ["-r", "--relocatable", "-i", "-Ur"];

    // Every kernel has them before it is linked.
    static readonly string[] _objects = ["vmlinux.o", "init/main.o"];

    readonly List<byte[]> _lists = [[]];
    readonly Dictionary<string, int> _served = [];
    readonly ElfTarget _target = Target(make);
    TreeTool? _tool;
    TableForm? _form;
    ISymbolFilter? _filter = MapFilter.Of(make, directory);
    Product? _product;
    (int List, Task<byte[]?> Text)? _proof;

    /// <summary>Why the outcome cannot be used; null when it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>The link that came to no right table; null: there was none.</summary>
    public LinkOutcome? Unpublished { get; private set; }

    /// <summary>Why the tree's own tools do all the work; null when these do it.</summary>
    public string? PassedThrough { get; private set; }

    /// <summary>How often the linker ran for an image with a table.</summary>
    public int Links { get; private set; }

    /// <summary>Entries of the table.</summary>
    public int Symbols => _product?.Table.Symbols.List.Count ?? 0;

    /// <summary>What a stand-in is to do.</summary>
    public StandInReply Answer(StandInRequest request)
    {
        try
        {
            return request.Name == StandInDirectory.ToolName ? MakeTable(request) : Link(request);
        }
        catch (Exception e) when (e is KallsymsException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return Fail(e.Message);
        }
    }

    /// <summary>Whether an image that the script made has the table that the tree's tool makes of the script's last list.</summary>
    /// <param name="output">The image that the script was to make.</param>
    public string? Doubt(string output)
    {
        if (Failure is not null)
            return Failure;
        if (_product is null || !_served.TryGetValue(Path.GetFullPath(output), out int list))
            return $"{output} was not made by the linker that it was given";
        if (!_lists[list].AsSpan().SequenceEqual(_lists[^1]))
            return "the last link was not given the last table";
        byte[]? text = Proof(list).GetAwaiter().GetResult();
        if (text is null)
            return $"{_tool!.Program} fails";
        if (TableListingParser.Parse(text, _target.Format, _target.Header.Machine) is not { } written)
            return $"what {_tool!.Program} writes is not understood";
        Table table = choices.Compression == Compression.Kernel ? _product.Table
            : Table.Build(
                _product.Table.Symbols, _product.Table.Spec, names =>
                    Compression.Kernel.Compress(names, _product.Table.Spec.Release.TableFormat));
        return TableForm.Listing(table, _target).DifferenceFrom(written) is { } difference
            ? $"{_tool!.Program} makes another table than expected: {difference}"
            : null;
    }

    /// <summary>The last list that a table was made of.</summary>
    public ReadOnlySpan<byte> LastList => _lists[^1];

    StandInReply MakeTable(StandInRequest request)
    {
        string[] real = [ToolPath, .. request.Arguments];
        if (PassedThrough is not null)
            return StandInReply.Become(real);
        if (request.Directory != Directory.GetCurrentDirectory())
            return Fail($"{ToolPath} is called in another directory");
        bool readsFile = request.Arguments.Count > 0 && File.Exists(request.Arguments[^1]);
        byte[] list = readsFile ? File.ReadAllBytes(request.Arguments[^1]) : request.Input;
        var tool = new TreeTool(ToolPath, [.. readsFile ? request.Arguments.SkipLast(1) : request.Arguments], readsFile);
        if (_form is null || !tool.IsLike(_tool))
        {
            TableForm? guessed = _form;
            (_tool, _form) = (tool, Learn(tool));
            // An image that was linked for another table than this cannot be used.
            if (_form is null || !_form.IsLike(guessed))
                _product = null;
            if (_form is null && readsFile && _served.Count == 0)
            {
                PassedThrough = $"what {ToolPath} writes is not understood";
                return StandInReply.Become(real);
            }
            if (_form is null)
                return Fail($"what {ToolPath} writes is not understood");
        }
        if (!list.AsSpan().SequenceEqual(_lists[^1]))
            Take(list);
        return StandInReply.End(0, TableMarker.Text(_lists.Count - 1));
    }

    TableForm? Learn(TreeTool tool) =>
        FormProbe.Learn(probe => tool.Run(probe, directory["probe"]), _target, ReleaseFinder.FromTree(Directory.GetCurrentDirectory()));

    // Before the script has called the tool, in scripts that link once without a table: as the configuration says.
    void Guess()
    {
        foreach (bool readsFile in (bool[])[true, false])
        {
            var tool = new TreeTool(ToolPath, [.. ToolOptions.Usual(KernelConfig.Read(make.ObjectTree))], readsFile);
            _form = Learn(tool);
            _tool = tool;
            if (_form is not null)
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
        string[] words = [.. linker, .. request.Arguments];
        bool elsewhere = request.Directory != Directory.GetCurrentDirectory();
        if (PassedThrough is not null || elsewhere || request.Arguments.Any(_partialLink.Contains))
            return StandInReply.Become(words);
        string[] tables = [.. request.Arguments.Where(word => TableMarker.Find(word) is not null)];
        int number = tables.Length == 1 ? TableMarker.Find(tables[0])!.Value : 0;
        if (tables.Length > 1 || number >= _lists.Count)
            return Fail("a link with two tables, or with one of an earlier run");
        int place = tables.Length == 1 ? Array.IndexOf(words, tables[0]) : PlaceOfTable(words);
        if (place < 0 || number < 0)
            return StandInReply.Become(words);
        if (_form is null && tables.Length == 0)
            Guess();
        if (_form is null)
            return StandInReply.Become(words);

        LinkerCommandLine command = LinkerCommandLine.Parse(words);
        bool last = !Path.GetFileName(command.Output).StartsWith('.');
        string[] marked = [.. words[..place], LinkerCommandLine.Placeholder, .. words[(place + tables.Length)..]];
        string name = Path.GetFileName(tables.Length == 1 ? tables[0] : command.Output + ".o");
        string key = LinkKey.Of(marked);
        if (_product is null || _product.Key != key || last && _product.RecordsName && _product.ObjectName != name)
            _product = Make(marked, key, last ? name : LastName(name), tables.Length == 1 ? TableMarker.Target(tables[0]) : null);
        Give(command.Output, LinkKey.MapFile(words), tables.Length == 1 ? tables[0] : name);
        _served[Path.GetFullPath(command.Output)] = number;
        return StandInReply.End(0);
    }

    // Where scripts that link once without a table put it later: behind the libraries.
    static int PlaceOfTable(string[] words)
    {
        LinkerCommandLine command = LinkerCommandLine.Parse(words);
        bool isFirst = command.Output.StartsWith('.') && command.Script is not null;
        return isFirst && Array.LastIndexOf(words, "--end-group") is >= 0 and int group ? group + 1 : -1;
    }

    Product Make(string[] marked, string key, string objectName, ElfTarget? objectLike)
    {
        string image = directory[ImageName];
        string map = directory["System.map"];
        string[] words = LinkKey.Product(marked);
        LinkerCommandLine given = LinkerCommandLine.Parse(words);
        TableForm form = _form!;
        string[] withMap = KernelConfig.Read(make.ObjectTree).Has("VMLINUX_MAP") ? ["-Map=" + directory[LinkMapName]] : [];
        var job = new LinkJob(
            LinkerCommandLine.Parse([given.Program, .. withMap, .. given.With(image, LinkerCommandLine.Placeholder)]), form.Release)
        {
            ObjectName = objectName,
            ObjectLike = objectLike,
            MapFile = map,
            Mode = choices.Mode,
            Compression = choices.Compression,
            TextOnly = form.TextOnly,
            Encoding = form.Encoding,
            PercpuAbsolute = form.PercpuAbsolute,
            LtoSuffix = form.LtoSuffix,
            SizedLabels = form.SizedLabels,
            MapFilter = _filter,
            EvidenceDirectory = choices.EvidenceDirectory,
            RecomputeBuildId = true,
            KeepUnknownBuildId = true,
        };
        LinkOutcome outcome = KernelLink.Run(job, notice, cancellation);
        if (outcome.Result != LinkResult.Published)
        {
            Unpublished = outcome;
            throw new KallsymsException(ErrorKind.Negative, outcome.Summary);
        }
        Links += outcome.Passes.Count;
        using ElfFile file = ElfFile.Open(image);
        bool records = file.ReadSymbols() is { } symbols && symbols.Strings.AsSpan().IndexOf(Encoding.UTF8.GetBytes(objectName)) >= 0;
        return new(key, objectName, records, File.ReadAllBytes(map), outcome.Table);
    }

    // A copy, because scripts change images in place.
    void Give(string output, string? mapFile, string tableObject)
    {
        string copy = directory["copy"];
        File.Copy(directory[ImageName], copy, overwrite: true);
        File.Move(copy, output, overwrite: true);
        if (mapFile is null)
            return;
        if (!File.Exists(directory[LinkMapName]))
            throw new KallsymsException(ErrorKind.Unreadable, $"{mapFile} is wanted though the configuration has no VMLINUX_MAP");
        string map = File.ReadAllText(directory[LinkMapName], Encoding.Latin1);
        File.WriteAllText(copy, LinkMap.WithNames(map, directory[""], output, tableObject), Encoding.Latin1);
        File.Move(copy, mapFile, overwrite: true);
    }

    // What the table object of the script's last link is called, if the script numbers them: the first that is linked has number 0 or 1.
    string LastName(string name)
    {
        int digit = name.AsSpan().IndexOfAny('0', '1');
        char number = make["KALLSYMS_EXTRA_PASS"].Length > 0 ? '3' : '2';
        return digit < 0 ? name : $"{name[..digit]}{number}{name[(digit + 1)..]}";
    }

    StandInReply Fail(string why)
    {
        Failure ??= why;
        return StandInReply.End(1);
    }

    static ElfTarget Target(KbuildVariables make) =>
        LinkInputs.FindTarget(_objects.Select(file => Path.Combine(make.ObjectTree, file)).Where(File.Exists))
        ?? throw new KallsymsException(ErrorKind.Unreadable, "there is no object that tells the machine");
}
