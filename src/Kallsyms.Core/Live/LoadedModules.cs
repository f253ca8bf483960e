using System.Globalization;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Images;

namespace Kallsyms.Live;

/// <summary>The modules of a kernel that runs in a dump.</summary>
/// <param name="Modules">Those that were read, in the kernel's order.</param>
/// <param name="Generated">Code that was made while the kernel ran, by who made it; no modules, but listed as if.</param>
/// <param name="Problem">Why some or all are missing, for people; null: none is.</param>
sealed record LoadedModules(IReadOnlyList<LoadedModule> Modules, IReadOnlyList<LoadedModule> Generated, string? Problem)
{
    /// <summary>How many symbols there are in all.</summary>
    public int Count => Modules.Sum(module => module.Symbols.Count);

    /// <summary>Reads them; null: the kernel does not run here, so that no module can be loaded into it.</summary>
    public static LoadedModules? Read(Kernel kernel)
    {
        if (!kernel.IsInMemory || kernel.Table is not { } table)
            return null;
        // Bytes without a header may be flash memory as well.
        if (kernel.Pages is not { } pages)
            return kernel.Image.Bytes.IsMachineMemory ? new([], [], NoPages(kernel)) : null;
        var memory = new KernelMemory(pages, table.Spec.Format);
        if (KernelTypes.Find(kernel) is not { } types)
            return new([], [], "the kernel carries no type information, or the dump does not have its pages");
        if (ModuleLayout.Find(types) is not { } layout)
            return new([], [], "its type information does not tell how modules look");
        var list = new ModuleList(memory, layout);
        if (list.FindHead(pages.Memory, table) is not ulong head)
            return new([], [], "its list of modules was not found");
        if (list.Walk(head) is not { } addresses)
            return new([], [], "its list of modules is broken, or in pages that the dump does not have");
        int left = LoadedModule.MaxSymbols;
        LoadedModule?[] modules = [.. addresses.Select(address => LoadedModule.Read(memory, layout, address, ref left))];
        int missing = modules.Count(module => module is null) + modules.Sum(module => module?.Missing ?? 0);
        IReadOnlyList<LoadedModule>? generated = GeneratedCode.Read(memory, types, table);
        return new([.. modules.OfType<LoadedModule>()], generated ?? [],
            missing > 0 ? $"{missing} of their symbols are in pages that the dump does not have"
            : generated is null ? "what the kernel lists besides (ftrace, BPF, kprobes) is not in the dump, or of another form" : null);
    }

    static string NoPages(Kernel kernel) =>
        "its page tables were not found" + (kernel.Machine?.Machine.Row().PageTables?.Unread is { } unread ? $"; {unread}" : "");

    /// <summary>Writes them as /proc/kallsyms does: address, letter, name, tab, module in brackets.</summary>
    public void Write(Stream output)
    {
        foreach (LoadedModule module in (LoadedModule[])[.. Modules, .. Generated])
        {
            foreach (ModuleSymbol symbol in module.Symbols)
            {
                output.Write(Encoding.ASCII.GetBytes(symbol.Address.ToString("x16", CultureInfo.InvariantCulture)));
                output.Write([(byte)' ', symbol.Letter, (byte)' ', .. symbol.Name]);
                output.Write(Encoding.UTF8.GetBytes($"\t[{module.Name}]\n"));
            }
        }
    }
}
