namespace Kallsyms.Differences;

/// <summary>Differences that share a name prefix or module.</summary>
/// <param name="Name">The prefix or module.</param>
/// <param name="Totals">The totals of the group.</param>
public sealed record DifferenceGroup(string Name, DifferenceTotals Totals)
{
    // Compilers and system calls put these before a function's own name for its entry points.
    static readonly string[] _decorations = ["__pfx_", "__cfi_", "__se_sys_", "__do_sys_", "__x64_sys_", "__ia32_sys_", "__arm64_sys_"];

    /// <summary>
    /// Groups by the first word of the name, which in kernels is the subsystem's: "ext4_", "tcp_". Groups with the largest change in
    /// bytes come first.
    /// </summary>
    public static IReadOnlyList<DifferenceGroup> ByPrefix(IEnumerable<SymbolDifference> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        return By(differences, difference => Prefix(difference.Name));
    }

    /// <summary>Groups by module; "" is the kernel itself.</summary>
    public static IReadOnlyList<DifferenceGroup> ByModule(IEnumerable<SymbolDifference> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        return By(differences, difference => difference.Module ?? "");
    }

    static IReadOnlyList<DifferenceGroup> By(IEnumerable<SymbolDifference> differences, Func<SymbolDifference, string> key)
    {
        ArgumentNullException.ThrowIfNull(differences);
        return [.. differences.GroupBy(key)
            .OrderByDescending(group => group.Sum(difference => Math.Abs(difference.Growth)))
                .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new DifferenceGroup(group.Key, new(group)))];
    }

    // "ext4_" for ext4_read, __ext4_read and __pfx_ext4_read. A name of one word is a group of its own.
    static string Prefix(string name)
    {
        string? decoration = _decorations.FirstOrDefault(start => name.StartsWith(start, StringComparison.Ordinal));
        string plain = name[(decoration?.Length ?? 0)..].TrimStart('_', '.', '$');
        int end = plain.AsSpan().IndexOfAny('_', '.', '$');
        return end < 0 ? plain : plain[..(end + 1)];
    }
}
