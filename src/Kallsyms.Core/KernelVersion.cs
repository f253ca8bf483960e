using System.Globalization;

namespace Kallsyms;

/// <summary>A Linux release, for telling eras apart: 2.6.30, 4.20, 7.0. Stable patch levels after 3.0 play no part.</summary>
readonly record struct KernelVersion(int Major, int Minor, int Patch = 0) : IComparable<KernelVersion>
{
    /// <summary>Reads "2.6.30", "6.12" or "6.12.117"; false when the text is something else.</summary>
    public static bool TryParse(string text, out KernelVersion version)
    {
        version = default;
        string[] parts = text.Split('.');
        if (parts.Length is < 2 or > 4)
            return false;
        Span<int> numbers = stackalloc int[3];
        for (int i = 0; i < Math.Min(parts.Length, 3); i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return false;
        }
        version = new(numbers[0], numbers[1], numbers[0] < 3 ? numbers[2] : 0);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(KernelVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <inheritdoc/>
    public override string ToString() => Major < 3 ? $"{Major}.{Minor}.{Patch}" : $"{Major}.{Minor}";
}
