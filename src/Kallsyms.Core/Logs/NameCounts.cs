namespace Kallsyms.Logs;

/// <summary>What became of addresses.</summary>
/// <param name="Named">How many were named.</param>
/// <param name="Left">How many were left unchanged for lack of evidence.</param>
/// <param name="Missed">How many addresses of code are outside of the kernel at its position.</param>
/// <param name="Withheld">How many have names that must not stand in a log.</param>
readonly record struct NameCounts(long Named, long Left, long Missed, long Withheld)
{
    /// <summary>Adds two counts.</summary>
    public static NameCounts operator +(NameCounts one, NameCounts other) =>
        new(one.Named + other.Named, one.Left + other.Left, one.Missed + other.Missed, one.Withheld + other.Withheld);
}
