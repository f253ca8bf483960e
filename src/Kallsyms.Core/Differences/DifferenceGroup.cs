namespace Kallsyms.Differences;

/// <summary>Differences that belong together.</summary>
/// <param name="Name">What they share.</param>
/// <param name="Totals">Their sums.</param>
public sealed record DifferenceGroup(string Name, DifferenceTotals Totals)
{
    // Functions have these before their own name: entry points of the compiler and of system calls.
    static readonly string[] _decorations = ["__pfx_", "__cfi_", "__se_sys_", "__do_sys_", "__x64_sys_", "__ia32_sys_", "__arm64_sys_"];

    /// <summary>
    /// By the first word of names, which in kernels is the subsystem's: "ext4_", "tcp_". Most bytes that came or went first.
    /// </summary>
    public static IReadOnlyList<DifferenceGroup> ByPrefix(IEnumerable<SymbolDifference> differences) =>
        By(differences, difference => Prefix(difference.Name));

    /// <summary>By module; "" is the kernel itself.</summary>
    public static IReadOnlyList<DifferenceGroup> ByModule(IEnumerable<SymbolDifference> differences) =>
        By(differences, difference => difference.Module ?? "");

    static IReadOnlyList<DifferenceGroup> By(IEnumerable<SymbolDifference> differences, Func<SymbolDifference, string> key)
    {
        ArgumentNullException.ThrowIfNull(differences);
        return [.. differences.GroupBy(key)
            .OrderByDescending(group => group.Sum(difference => Math.Abs(difference.Growth)))
                .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new DifferenceGroup(group.Key, new(group)))];
    }

    // "ext4_" of ext4_read, __ext4_read and __pfx_ext4_read; a name of one word for itself.
    static string Prefix(string name)
    {
        string? decoration = _decorations.FirstOrDefault(start => name.StartsWith(start, StringComparison.Ordinal));
        string plain = name[(decoration?.Length ?? 0)..].TrimStart('_', '.', '$');
        int end = plain.AsSpan().IndexOfAny('_', '.', '$');
        return end < 0 ? plain : plain[..(end + 1)];
    }
}
