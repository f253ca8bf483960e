namespace Kallsyms.Dwarf;

/// <summary>Searches what is in order.</summary>
static class Bisection
{
    /// <summary>How many of the first ones something holds for: it does for those, and for none behind them.</summary>
    public static int UpperBound(int count, Func<int, bool> holds)
    {
        int low = 0;
        for (int high = count; low < high;)
        {
            int middle = (low + high) >>> 1;
            if (holds(middle))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
