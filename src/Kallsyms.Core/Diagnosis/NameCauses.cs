using System.Runtime.InteropServices;
using System.Text;
using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>A symbol that only one of two lists has.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Address">Its address there.</param>
/// <param name="Type">Its type letter there.</param>
/// <param name="IsAdded">The later list has it.</param>
readonly record struct LoneSymbol(string Text, ulong Address, byte Type, bool IsAdded);

/// <summary>Symbols that came or went, each put under the one rule that explains it, in the order of the rules.</summary>
sealed class NameCauses
{
    readonly Dictionary<Rule, List<LoneSymbol>> _byRule = [];
    readonly List<LoneSymbol> _unexplained = [];

    /// <summary>The symbols that no rule explains.</summary>
    public IReadOnlyList<LoneSymbol> Unexplained => _unexplained;

    /// <summary>Number of all.</summary>
    public int Total { get; private set; }

    /// <summary>The symbols that a rule explains.</summary>
    public IReadOnlyList<LoneSymbol> Of(Rule rule) => _byRule.TryGetValue(rule, out List<LoneSymbol>? found) ? found : [];

    /// <summary>The rules that explain something, in order.</summary>
    public IEnumerable<Rule> Rules => _byRule.Keys.OrderBy(rule => rule.Number);

    public static NameCauses Of(Comparison comparison, SymbolDiff diff)
    {
        var causes = new NameCauses();
        LoneSymbol[] lone = [
            .. diff.Removed.Select(i => Lone(diff.Before, i, isAdded: false)),
            .. diff.Added.Select(i => Lone(diff.After, i, isAdded: true)),
        ];
        bool[] renamed = Renamed(lone);
        HashSet<string> undefinedBefore = Undefined(comparison.Before.Symbols, lone);
        HashSet<string> undefinedAfter = Undefined(comparison.After.Symbols, lone);
        (ulong Low, ulong High, ulong Percpu)? window = AddressWindow.Of(diff.Before, diff.After);
        bool ranged = OnlyText(comparison.RangesBefore, diff.Before) && OnlyText(comparison.RangesAfter, diff.After);
        for (int i = 0; i < lone.Length; i++)
        {
            LoneSymbol symbol = lone[i];
            TextRanges ranges = symbol.IsAdded ? comparison.RangesAfter : comparison.RangesBefore;
            bool undefined = (symbol.IsAdded ? undefinedBefore : undefinedAfter).Contains(symbol.Text);
            Rule? rule = RuleFor(symbol, renamed[i], ranges, ranged, window);
            bool narrow = !(symbol.IsAdded ? comparison.After : comparison.Before).Wide && symbol.Address > uint.MaxValue;
            causes.Add(rule ?? (undefined ? Rule.Definitions : narrow ? Rule.OutOfReach : null), symbol);
        }
        return causes;
    }

    static Rule? RuleFor(LoneSymbol symbol, bool renamed, TextRanges ranges, bool ranged, (ulong Low, ulong High, ulong Percpu)? window)
    {
        byte[] name = Encoding.UTF8.GetBytes(symbol.Text);
        NameKind kind = NameKinds.Of(name, symbol.Type);
        return kind switch
        {
            NameKind.OwnLabel => Rule.OwnLabels,
            NameKind.Stub => Rule.Stubs,
            _ when ranged && ranges.LabelAt(symbol.Address) is not null && !TextRanges.IsLabel(name) => Rule.Edge,
            _ when renamed => Rule.Suffixes,
            NameKind.FileName => Rule.Suffixes,
            NameKind.Helper or NameKind.AssemblerLabel => Rule.Helpers,
            NameKind.LinkerMade => Rule.Definitions,
            _ when AddressWindow.IsBeyond(window, symbol) => Rule.OutOfReach,
            _ when name.Length >= 128 => Rule.LongNames,
            _ => null,
        };
    }

    // Weak references without a definition, which no map lists.
    static HashSet<string> Undefined(SymbolList all, LoneSymbol[] lone)
    {
        if (all.Count == 0 || !all.IsUndefined(0))
            return [];
        var names = lone.Select(symbol => symbol.Text).ToHashSet();
        var undefined = new HashSet<string>();
        for (int i = 0; i < all.Count && all.IsUndefined(i); i++)
        {
            if (names.Contains(all.NameText(i)))
                undefined.Add(all.NameText(i));
        }
        return undefined;
    }

    // Names that went and names that came are the same but for what an optimiser appended.
    static bool[] Renamed(LoneSymbol[] lone)
    {
        string[] stems = Array.ConvertAll(lone, symbol => NameStem.Of(symbol.Text));
        var balance = new Dictionary<string, (int Gone, int Come)>(lone.Length);
        for (int i = 0; i < lone.Length; i++)
        {
            ref (int Gone, int Come) sides = ref CollectionsMarshal.GetValueRefOrAddDefault(balance, stems[i], out _);
            sides = lone[i].IsAdded ? (sides.Gone, sides.Come + 1) : (sides.Gone + 1, sides.Come);
        }
        return Array.ConvertAll(stems, stem => balance[stem] is var (gone, come) && gone == come);
    }

    // A list that reaches beyond the text ranges was not filtered by them: a symbol at their edge is there by chance.
    static bool OnlyText(TextRanges ranges, SymbolList list)
    {
        if (!ranges.Any)
            return false;
        for (int i = 0; i < list.Count; i++)
        {
            ReadOnlySpan<byte> name = list.Name(i);
            if (!list.IsUndefined(i) && !ranges.Contains(list.Addresses[i], name) && ranges.LabelAt(list.Addresses[i]) is null && !IsSectionLabel(name))
                return false;
        }
        return true;
    }

    static bool IsSectionLabel(ReadOnlySpan<byte> name) => name.StartsWith("__start_"u8) || name.StartsWith("__stop_"u8);

    static LoneSymbol Lone(SymbolList list, int index, bool isAdded) => new(list.NameText(index), list.Addresses[index], list.Types[index], isAdded);

    void Add(Rule? rule, LoneSymbol symbol)
    {
        Total++;
        if (rule is null)
        {
            _unexplained.Add(symbol);
            return;
        }
        if (!_byRule.TryGetValue(rule, out List<LoneSymbol>? found))
            _byRule[rule] = found = [];
        found.Add(symbol);
    }
}
