using System.Text;
using Kallsyms.Btf;
using Kallsyms.Images.Finding;

namespace Kallsyms.Live;

/// <summary>
/// Code that the kernel has made while it ran, as it lists it behind its modules: trampolines of ftrace, programs of BPF, and copies of
/// instructions with a kprobe, in that order (kernel/kallsyms.c, 5.9 on).
/// </summary>
static class GeneratedCode
{
    const int Most = 1 << 20;
    const byte Letter = (byte)'t';

    static readonly Source[] _sources =
    [
        new("__builtin__ftrace", "ftrace_ops_trampoline_list", null, "ftrace_ops", "list", "trampoline", "ftrace_trampoline", null),
        new("bpf", "bpf_kallsyms", null, "bpf_ksym", "lnode", "start", null, "name"),
        Kprobes("kprobe_insn_slots", "kprobe_insn_page"),
        Kprobes("kprobe_optinsn_slots", "kprobe_optinsn_page"),
    ];

    static Source Kprobes(string symbol, string name) =>
        new("__builtin__kprobes", symbol, "kprobe_insn_cache", "kprobe_insn_page", "list", "insns", name, null);

    /// <summary>A list of such code.</summary>
    /// <param name="Owner">What the kernel prints in place of a module.</param>
    /// <param name="Symbol">The variable with the list.</param>
    /// <param name="Holder">The structure that the variable is, whose member "pages" is the list; null: it is the list itself.</param>
    /// <param name="Structure">The structure of an entry.</param>
    /// <param name="Link">Its member by which entries hang together.</param>
    /// <param name="Address">Its member with the address.</param>
    /// <param name="Name">The name that all of them have; null: each has its own.</param>
    /// <param name="NameMember">The member with the name.</param>
    sealed record Source(
        string Owner, string Symbol, string? Holder, string Structure, string Link, string Address, string? Name, string? NameMember);

    /// <summary>All of it, by who made it; null: a list is broken, or in pages that the dump does not have.</summary>
    public static IReadOnlyList<LoadedModule>? Read(KernelMemory memory, BtfTypes types, EmbeddedTable table)
    {
        var owners = new List<LoadedModule>();
        foreach (Source source in _sources)
        {
            // A kernel without the feature has no such variable; one whose table lists functions only does not tell where it is.
            if (table.Symbols.AddressOf(Encoding.ASCII.GetBytes(source.Symbol)) is not ulong variable)
                continue;
            if (Walk(memory, types, source, variable) is not { } symbols)
                return null;
            if (symbols.Count > 0)
                owners.Add(new(source.Owner, symbols, 0));
        }
        return owners;
    }

    static List<ModuleSymbol>? Walk(KernelMemory memory, BtfTypes types, Source source, ulong variable)
    {
        int? inHolder = source.Holder is null ? 0 : types.OffsetOf(source.Holder, "pages");
        int? name = source.NameMember is null ? 0 : types.OffsetOf(source.Structure, source.NameMember);
        if (inHolder is not int pages || name is not int nameAt || types.OffsetOf(source.Structure, source.Link) is not int link
            || types.OffsetOf(source.Structure, source.Address) is not int address)
        {
            return null;
        }
        var symbols = new List<ModuleSymbol>();
        ulong head = variable + (ulong)pages;
        for (ulong? at = memory.Word(head); at != head; at = memory.Word(at.Value))
        {
            // A list that was never begun has no entry either.
            if (at == 0 && symbols.Count == 0)
                break;
            if (at is not ulong entry || symbols.Count == Most)
                return null;
            ulong record = entry - (ulong)link;
            byte[]? text = source.Name is { } shared ? Encoding.ASCII.GetBytes(shared) : memory.Text(record + (ulong)nameAt);
            if (text is null || memory.Word(record + (ulong)address) is not ulong code)
                return null;
            symbols.Add(new(code, Letter, text));
        }
        return symbols;
    }
}
