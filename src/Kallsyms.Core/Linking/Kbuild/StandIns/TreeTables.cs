using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// The lists of symbols that a script wants tables of, by number, and what the tree's own tool makes of them: found out while the script
/// goes on with what stands for these tables. Number 0 is the list of the first link, without a symbol.
/// </summary>
sealed class TreeTables(StandInDirectory directory, ElfTarget target)
{
    readonly List<byte[]> _lists = [[]];
    readonly HashSet<string> _samples = [];
    (TreeTool Tool, LearnedForm Form)? _known;
    (TreeTool Tool, byte[] List, Task<byte[]?> Text)? _proof;

    /// <summary>The form of the tool's tables; null: it is not known.</summary>
    public LearnedForm? Form => _known?.Form;

    /// <summary>How many lists there are.</summary>
    public int Count => _lists.Count;

    /// <summary>The list that was given last.</summary>
    public byte[] Last => _lists[^1];

    /// <summary>Learns how a tool makes tables; false: in no way that is known here.</summary>
    public bool Learn(TreeTool tool)
    {
        if (_known is { } known && tool.IsLike(known.Tool))
            return true;
        LearnedForm? form = FormProbe.Learn(
            probe => tool.Run(probe, directory["probe"]), target, ReleaseFinder.FromTree(Directory.GetCurrentDirectory()));
        _known = form is null ? null : (tool, form);
        return form is not null;
    }

    /// <summary>Takes a list, of which the tool makes its table meanwhile; gives the text that stands for that table.</summary>
    public byte[] Take(byte[] list)
    {
        if (!list.AsSpan().SequenceEqual(Last))
        {
            _lists.Add(list);
            _ = Prove(list);
        }
        return GivenTable.Text(Form!.SampleText, _lists.Count - 1);
    }

    /// <summary>What the script has assembled is what was written for it, nothing changed, nothing added.</summary>
    public bool IsSample(GivenTable table) =>
        table.Read() is { } read && AssembledTable.AreSame(Form!.Form.Assembled(Form.SampleList, target), read);

    /// <summary>Why the tool does not make this table of a list, as far as it is the last; null: it does.</summary>
    public string? Doubt(Table table, int list)
    {
        if (!_lists[list].AsSpan().SequenceEqual(Last))
            return "the last link was not given the last table";
        if (_known is not { Tool.Program: var program })
            return "what the tree's tool makes of the last list is not known";
        if (Prove(_lists[list]).GetAwaiter().GetResult() is not { } text)
            return $"{program} fails";
        if (TableListingParser.Parse(text, target.Format, target.Header.Machine) is not { } written)
            return $"what {program} writes is not understood";
        return TableForm.Listing(table, target).DifferenceFrom(written) is { } difference
            ? $"{program} makes another table than expected: {difference}"
            : null;
    }

    /// <summary>Notes an object that stands for a table.</summary>
    public void Note(GivenTable sample) => _samples.Add(sample.Path);

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

    Task<byte[]?> Prove(byte[] list)
    {
        TreeTool tool = _known!.Value.Tool;
        if (_proof is { } proof && proof.Tool.IsLike(tool) && proof.List.AsSpan().SequenceEqual(list))
            return proof.Text;
        string file = directory[$"list{_lists.Count - 1}"];
        Task<byte[]?> text = Task.Run(() => tool.Run(list, file));
        _proof = (tool, list, text);
        return text;
    }
}
