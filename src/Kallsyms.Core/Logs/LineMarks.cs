namespace Kallsyms.Logs;

/// <summary>
/// What the first reading of a log found, for the second: which lines can get names, in two bits each, and the stretches they are of.
/// </summary>
sealed class LineMarks
{
    const int Bits = 2;
    const int PerByte = 8 / Bits;
    const int Mask = (1 << Bits) - 1;

    const int Nothing = 0;
    const int Plain = 1;
    const int Functions = 2;
    const int NoAddresses = 3;

    readonly List<byte> _marks = [];
    readonly List<(long First, Stretch Stretch)> _runs = [];
    long _count;

    // Of the last line, had it anything to name.
    int _last = Plain;

    /// <summary>The stretches that have such lines.</summary>
    public IEnumerable<Stretch> Stretches => _runs.Select(run => run.Stretch.Whole).Distinct();

    /// <summary>Adds the next line.</summary>
    /// <param name="isNamed">Whether it has addresses, or places that can get lines of source.</param>
    /// <param name="section">The section it is in.</param>
    /// <param name="stretch">The stretch it is of; of no matter for other lines. Stretches may alternate.</param>
    public void Add(bool isNamed, LogSection section, Stretch stretch)
    {
        _last = section.HasNoAddresses ? NoAddresses : section.ListsFunctions ? Functions : Plain;
        int mark = isNamed ? _last : Nothing;
        int shift = (int)(_count % PerByte) * Bits;
        if (shift == 0)
            _marks.Add(0);
        _marks[^1] |= (byte)(mark << shift);
        if (isNamed && (_runs.Count == 0 || _runs[^1].Stretch != stretch))
            _runs.Add((_count, stretch));
        _count++;
    }

    /// <summary>Returns the section of a line that can get names; null for other lines.</summary>
    /// <param name="number">The line, counted from 0.</param>
    public LogSection? Section(long number) => Mark(number) switch
    {
        Nothing => null,
        var mark => new(ListsFunctions: mark == Functions, IsOfGuest: mark == NoAddresses),
    };

    /// <summary>Returns the stretch of a line that can get names.</summary>
    public Stretch Stretch(long number)
    {
        int low = 0;
        for (int high = _runs.Count; high - low > 1;)
        {
            int middle = (low + high) / 2;
            (low, high) = _runs[middle].First <= number ? (middle, high) : (low, middle);
        }
        return _runs[low].Stretch.Whole;
    }

    // A file may have got more since the first reading: lines, and the end of what was the last one.
    int Mark(long number)
    {
        int mark = number < _count ? _marks[(int)(number / PerByte)] >> (int)(number % PerByte) * Bits & Mask : Nothing;
        return mark == Nothing && number >= _count - 1 && _runs.Count > 0 ? _last : mark;
    }
}
