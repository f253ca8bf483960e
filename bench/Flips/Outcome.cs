using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Bench;

/// <summary>What the checks say of a changed image.</summary>
static class Outcome
{
    public const string Unnoticed = "not noticed";
    public const string Unchanged = "the same symbols";

    public static string Of(byte[] image, SymbolList right)
    {
        try
        {
            using var read = KernelImage.Read(image, "changed");
            if (read.Table is not { } found)
                return "no table";
            if (!found.Proof.IsProved)
                return "place, by " + string.Join("+", found.Proof.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Name));
            return found.Content.State switch
            {
                ContentState.Consistent => found.Symbols.IsSame(right) ? Unchanged : Unnoticed,
                ContentState.OtherEncoder => "another encoder",
                _ => "content, by " + Check(found.Content.Evidence),
            };
        }
        catch (KallsymsException)
        {
            return "no table";
        }
    }

    static string Check(string evidence) =>
        evidence.Contains("instruction", StringComparison.Ordinal) ? "places of functions"
        : evidence.Contains("nm does not print", StringComparison.Ordinal) ? "types"
        : evidence.Contains("beginning with", StringComparison.Ordinal) ? "names in pairs"
        : evidence.Contains("index", StringComparison.Ordinal) ? "the index by name" : "encoding again";

    /// <summary>The symbols that differ, for those who look for more evidence.</summary>
    public static string Changes(byte[] image, SymbolList right)
    {
        using var read = KernelImage.Read(image, "changed");
        SymbolList now = read.Table!.Symbols;
        return string.Join(", ", Enumerable.Range(0, right.Count)
            .Where(i => now.Addresses[i] != right.Addresses[i] || now.Types[i] != right.Types[i] || !now.Name(i).SequenceEqual(right.Name(i)))
            .Take(3)
            .Select(i => $"{Line(right, i)} -> {Line(now, i)}"));

        static string Line(SymbolList list, int i) => $"{list.Addresses[i]:x} {(char)list.Types[i]} {list.NameText(i)}";
    }
}
