using Kallsyms.Lookup;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Differences;

/// <summary>
/// The comparable symbols of two lists. Lists are made in different ways: a System.map has what the table's filter drops, a running
/// kernel has modules, a table may cover only code. What one list cannot have says nothing about the other.
/// </summary>
sealed class ComparedSymbols
{
    // Every kernel has data; in lists of fewer symbols its absence may be chance.
    const int ManySymbols = 1000;
    const int LeastShareOfData = 20;

    readonly ulong _oldPercpuEnd;
    readonly ulong _newPercpuEnd;

    // Including the names that were left out of one side.
    readonly KernelSymbols _oldListed;
    readonly KernelSymbols _newListed;

    ComparedSymbols(
        KernelSymbols oldListed, KernelSymbols newListed, KernelSymbols old, KernelSymbols @new, IReadOnlyList<string> leftOut)
    {
        (_oldListed, _newListed, Old, New, LeftOut) = (oldListed, newListed, old, @new, leftOut);
        (_oldPercpuEnd, _newPercpuEnd) = (PercpuSymbols.EndOfOffsets(old.List), PercpuSymbols.EndOfOffsets(@new.List));
    }

    public KernelSymbols Old { get; }

    public KernelSymbols New { get; }

    /// <summary>What was left out, one sentence each.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    public static ComparedSymbols Of(KernelSymbols old, KernelSymbols @new)
    {
        var leftOut = new List<string>();
        (old, @new) = (WithoutMapping(old), WithoutMapping(@new));
        // In this order, each step makes the next one's comparison fair.
        (old, @new) = Without(
            old, @new, symbols => i => symbols.ModuleAt(i) is null ? 0 : 1, 2, "symbols of modules, which only one side lists", leftOut);
        if (IsTextOnly(old) != IsTextOnly(@new))
            (old, @new) = Without(old, @new, DataOf, 2, "symbols of data, since one side lists code only", leftOut, always: true);
        IReadOnlyList<NameRule> rules = KernelRelease.ListNameRules();
        var any = new NameFilter(rules);
        (KernelSymbols oldListed, KernelSymbols newListed) = (old, @new);
        (old, @new) = Without(old, @new, symbols => RuleOf(rules, any, symbols), rules.Count + Letters.Length + 1,
            "names that the kernel's filters drop, and one side has none of", leftOut);
        return new(oldListed, newListed, old, @new, leftOut);
    }

    /// <summary>Whether letters differ only because the table gives per-cpu symbols linked at zero the letter of absolute ones.</summary>
    public bool IsSamePercpu(KernelSymbol before, KernelSymbol after) =>
        (before.Type | 0x20) == 'a' != ((after.Type | 0x20) == 'a') && (before.Address < _oldPercpuEnd || after.Address < _newPercpuEnd);

    /// <summary>Whether their sizes differ only by names after them that were left out, such as linker stubs.</summary>
    public bool DifferByLeftOut(KernelSymbol before, KernelSymbol after)
    {
        (ulong then, ulong now) = (SizeIn(_oldListed, before), SizeIn(_newListed, after));
        return before.Size != after.Size && (then == now || then == after.Size || now == before.Size);
    }

    static ulong SizeIn(KernelSymbols listed, KernelSymbol symbol) => listed.Find(symbol.Address)?.Size ?? symbol.Size;

    static ReadOnlySpan<byte> Letters => "AaNn"u8;

    static KernelSymbols WithoutMapping(KernelSymbols symbols) => symbols.Only(symbol => !symbol.IsMapping);

    static bool IsTextOnly(KernelSymbols symbols)
    {
        int data = 0;
        foreach (byte type in symbols.List.Types)
            data += SymbolDifference.ContentOf((char)type) == SymbolContent.Data ? 1 : 0;
        return symbols.Count >= ManySymbols && data * LeastShareOfData < symbols.Count;
    }

    static Func<int, int> DataOf(KernelSymbols symbols) => i =>
        SymbolDifference.ContentOf((char)symbols.List.Types[i]) == SymbolContent.Text ? 0 : 1;

    // 1 or more: the number of the rule, or the letter, by which some release's filter drops the symbol; 0 for others.
    static Func<int, int> RuleOf(IReadOnlyList<NameRule> rules, NameFilter any, KernelSymbols symbols)
    {
        // In tables, per-cpu symbols have the letter of plain numbers.
        ulong percpuEnd = PercpuSymbols.EndOfOffsets(symbols.List);
        return i =>
        {
            int rule = any.Hits(symbols.List.Name(i)) ? FirstRule(rules, symbols.List.Name(i)) : 0;
            int letter = rule > 0 || symbols.List.Addresses[i] < percpuEnd ? -1 : Letters.IndexOf(symbols.List.Types[i]);
            return letter < 0 ? rule : 1 + rules.Count + letter;
        };
    }

    static int FirstRule(IReadOnlyList<NameRule> rules, ReadOnlySpan<byte> name)
    {
        int rule = 0;
        while (!rules[rule].Hits(name))
            rule++;
        return 1 + rule;
    }

    // Drops every kind other than 0 that one side does not have.
    static (KernelSymbols, KernelSymbols) Without(
        KernelSymbols old, KernelSymbols @new, Func<KernelSymbols, Func<int, int>> kindOf, int kinds, string what, List<string> leftOut,
        bool always = false)
    {
        int[] before = Kinds(old, kindOf);
        int[] after = Kinds(@new, kindOf);
        var left = new int[kinds];
        var right = new int[kinds];
        foreach (int kind in before)
            left[kind]++;
        foreach (int kind in after)
            right[kind]++;
        bool IsKept(int kind) => kind == 0 || !always && (left[kind] > 0) == (right[kind] > 0);
        int count = before.Concat(after).Count(kind => !IsKept(kind));
        if (count == 0)
            return (old, @new);
        leftOut.Add($"{count} {what}");
        return (old.Only(symbol => IsKept(before[symbol.Index])), @new.Only(symbol => IsKept(after[symbol.Index])));
    }

    static int[] Kinds(KernelSymbols symbols, Func<KernelSymbols, Func<int, int>> kindOf)
    {
        Func<int, int> kindAt = kindOf(symbols);
        var kinds = new int[symbols.Count];
        for (int i = 0; i < kinds.Length; i++)
            kinds[i] = kindAt(i);
        return kinds;
    }
}
