namespace Kallsyms.OtherTables.Xen;

/// <summary>How the tables of Xen's releases and configurations differ; an image's labels indicate its form.</summary>
/// <param name="HasEnds">
/// Whether, as from 4.21 on, a function followed by a gap has an entry for its end, and there are two counts, of entries and of names.
/// Before, there is one count, every part is aligned like an address, and labels have no size.
/// </param>
/// <param name="ByName">Whether there is an index by name (CONFIG_FAST_SYMBOL_LOOKUP).</param>
/// <param name="HasOrigin">Whether addresses are 32-bit distances from the start of Xen (SYMBOLS_ORIGIN, on x86) rather than whole.</param>
readonly record struct XenForm(bool HasEnds, bool ByName, bool HasOrigin)
{
    /// <summary>Returns the form that a hypervisor with these symbols expects.</summary>
    public static XenForm Of(IReadOnlySet<string> names) => new(
        !names.Contains("symbols_num_syms"), names.Contains("symbols_sorted_offsets"), names.Contains("symbols_offsets"));
}
