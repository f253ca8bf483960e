namespace Kallsyms.OtherTables.Xen;

/// <summary>
/// What differs between the tables of Xen's releases, and with their configuration; the image tells by the labels that it has.
/// </summary>
/// <param name="HasEnds">
/// From 4.21 on: a function behind which a hole follows has an entry for its end, and there are two counts, of entries and of names.
/// Before, there is one count, every part is aligned like an address, and labels have no size.
/// </param>
/// <param name="ByName">With the index by name (CONFIG_FAST_SYMBOL_LOOKUP).</param>
/// <param name="HasOrigin">Addresses are 32-bit distances from where Xen starts (SYMBOLS_ORIGIN, on x86); otherwise whole.</param>
readonly record struct XenForm(bool HasEnds, bool ByName, bool HasOrigin)
{
    /// <summary>The form that the hypervisor expects in which these symbols are.</summary>
    public static XenForm Of(IReadOnlySet<string> names) => new(
        !names.Contains("symbols_num_syms"), names.Contains("symbols_sorted_offsets"), names.Contains("symbols_offsets"));
}
