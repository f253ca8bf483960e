namespace Kallsyms.Dwarf;

/// <summary>Searches sorted sequences.</summary>
static class Bisection
{
    /// <summary>Returns how many leading indexes satisfy a condition that holds for them and for none after them.</summary>
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
