using System.Globalization;

namespace Kallsyms.Images;

/// <summary>Which kernel of an input is meant; without a number and a place, the one that a rule finds.</summary>
/// <param name="Number">Its number, from 1 on.</param>
/// <param name="Offset">A byte of the input that it lies at, or that it was unpacked from; in a dump, an address.</param>
/// <param name="Running">The one that its own page tables map where it lies in a dump.</param>
public sealed record KernelChoice(int? Number = null, long? Offset = null, bool Running = false)
{
    /// <summary>The one that is meant, and why.</summary>
    /// <param name="kernels">All kernels of an input, at least one.</param>
    /// <param name="file">What messages call the input.</param>
    /// <exception cref="KallsymsException">There is no such kernel.</exception>
    internal (Kernel Kernel, string Reason) Choose(IReadOnlyList<Kernel> kernels, string file)
    {
        if (Number is int number)
        {
            return number >= 1 && number <= kernels.Count
                ? (kernels[number - 1], "asked for by its number")
                : throw Missing(kernels, file, $"has no kernel {number}");
        }
        if (Offset is long offset)
        {
            // A kernel inside the range of another one, such as packed data, is the one that is meant.
            return kernels.Where(kernel => offset >= kernel.Place.Start && offset < kernel.Place.End)
                .MaxBy(kernel => kernel.Place.Start) is { } there
                ? (there, "asked for by its place")
                : throw Missing(kernels, file, $"has no kernel at 0x{offset:x}");
        }
        if (Running)
        {
            return kernels.FirstOrDefault(kernel => kernel.Pages is not null) is { } running
                ? (running, RunningReason)
                : throw new KallsymsException(
                    ErrorKind.Negative, "no running kernel was found: no page tables map one to where it lies", file);
        }
        return ByRule(kernels);
    }

    // What boots is what the boot loader's header says; a proved table is better than another; then the newest, then the first.
    static (Kernel, string) ByRule(IReadOnlyList<Kernel> kernels)
    {
        if (kernels.Count == 1)
            return (kernels[0], "the only one");
        if (kernels.FirstOrDefault(kernel => kernel.Preference is not null) is { } preferred)
            return (preferred, preferred.Preference!);
        if (kernels.FirstOrDefault(kernel => kernel.Pages is not null) is { } running)
            return (running, RunningReason);
        int best = kernels.Max(Trust);
        Kernel[] trusted = [.. kernels.Where(kernel => Trust(kernel) == best)];
        string among = trusted.Length == kernels.Count ? "" : best == 2 ? " whose table is proved" : " with a table";
        if (trusted.Length == 1)
            return (trusted[0], $"the only one{among}");
        Kernel newest = trusted.OrderByDescending(kernel => Numbers(kernel.Release), Comparer<int[]>.Create(Compare)).First();
        bool isNewer = trusted.Any(kernel => Compare(Numbers(kernel.Release), Numbers(newest.Release)) != 0);
        return (newest, isNewer ? $"the newest release{among}" : $"the first{among}: their releases are the same");
    }

    const string RunningReason = "the one that runs: its page tables map it where it lies";

    static int Trust(Kernel kernel) => kernel.Table switch { { Proof.IsProved: true } => 2, not null => 1, _ => 0 };

    // 6.12.107+deb13-amd64 is 6, 12, 107; what follows are names, which have no order.
    static int[] Numbers(string? release)
    {
        var numbers = new List<int>();
        foreach (string word in (release ?? "").Split('.').Take(4))
        {
            string digits = string.Concat(word.TakeWhile(char.IsAsciiDigit));
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                break;
            numbers.Add(number);
            if (digits.Length < word.Length)
                break;
        }
        return [.. numbers];
    }

    static int Compare(int[] left, int[] right) => left.AsSpan().SequenceCompareTo(right);

    static KallsymsException Missing(IReadOnlyList<Kernel> kernels, string file, string what)
    {
        IEnumerable<string> places = kernels.Take(16).Select(kernel => $"{kernel.Number} at 0x{kernel.Place.Start:x}");
        return new(ErrorKind.Usage, $"{what}; it has {kernels.Count}: {string.Join(", ", places)}", file);
    }
}
