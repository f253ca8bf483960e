namespace Kallsyms.Dwarf;

/// <summary>Finds the unit that an address belongs to.</summary>
sealed class UnitIndex
{
    // Linkers leave dropped code at 0, or at addresses that nothing has.
    const ulong LastAddress = ulong.MaxValue - 0xffff;

    readonly (AddressRange Range, int Unit)[] _ranges;

    /// <summary>Takes the ranges of all units.</summary>
    public UnitIndex(IEnumerable<(int Unit, AddressRange[] Ranges)> units) => _ranges =
        units.SelectMany(unit => unit.Ranges, (unit, range) => (range, unit.Unit))
            .Where(entry => entry.range.Start is > 0 and < LastAddress).OrderBy(entry => entry.range.Start).ToArray();

    /// <summary>Returns the number of the unit; -1 if there is none.</summary>
    public int Find(ulong address)
    {
        int low = Bisection.UpperBound(_ranges.Length, i => _ranges[i].Range.Start <= address);
        // Ranges of units do not overlap, except for a few that a linker merged.
        for (int i = low - 1; i >= 0 && i > low - 16; i--)
        {
            if (address < _ranges[i].Range.End)
                return _ranges[i].Unit;
        }
        return -1;
    }
}
