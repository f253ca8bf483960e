using System.Globalization;

namespace Kallsyms.Images;

/// <summary>Selects a kernel of an input by number or place; without either, by rule.</summary>
/// <param name="Number">The kernel's number, starting at 1.</param>
/// <param name="Offset">The offset of an input byte that is the kernel's or was unpacked to it; in a dump, an address.</param>
/// <param name="Running">Selects the kernel that its own page tables map where it lies in a dump.</param>
public sealed record KernelChoice(int? Number = null, long? Offset = null, bool Running = false)
{
    /// <summary>Returns the selected kernel and the reason for the choice.</summary>
    /// <param name="kernels">All kernels of an input, at least one.</param>
    /// <param name="file">The name of the input in messages.</param>
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
            // Of nested ranges the inner one is meant, such as packed data within a kernel.
            Kernel[] there = [.. kernels.Where(kernel => offset >= kernel.Place.Start && offset < kernel.Place.End)];
            Kernel[] inner = [.. there.Where(kernel => kernel.Place.Start == there.Max(each => each.Place.Start))];
            return inner.Length == 1 ? (inner[0], "asked for by its place")
                : throw Missing(kernels, file, inner.Length == 0 ? $"has no kernel at 0x{offset:x}"
                    : $"has {inner.Length} kernels at 0x{offset:x}, which --kernel N tells apart");
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

    // First comes what the boot loader's header says boots; then a proved table wins, then the newest release, then the first kernel.
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
        return (newest, (isNewer ? $"the newest release{among}" : $"the first{among}: their releases are the same") + Remark(newest));
    }

    static string Remark(Kernel kernel) => string.Concat(
        kernel.Layers.Where(layer => layer.Remark is not null).Select(layer => $"; {layer.Format}: {layer.Remark}"));

    const string RunningReason = "the one that runs: its page tables map it where it lies";

    static int Trust(Kernel kernel) => kernel.Table switch { { Proof.IsProved: true } => 2, not null => 1, _ => 0 };

    // 6.12.107+deb13-amd64 gives 6, 12, 107; the names that follow have no order.
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
