// Flips IMAGE [COUNT] [PART]: flips single bits of an image's table, COUNT in each part, or in PART alone, and tells which checks of `kallsyms
// info` notice how many of them. With no PART also tables that a vendor or a hand has changed.
using Kallsyms.Bench;
using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Tables;

int count = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 100;
using KernelImage whole = KernelImage.Open(args[0]);
EmbeddedTable table = whole.RequireProved();
var bytes = new byte[whole.Chosen.Image.Bytes.Length];
whole.Chosen.Image.Bytes.Read(0, bytes.Length).CopyTo(bytes);
var random = new Random(1);

Console.WriteLine($"{args[0]}: {table.Symbols.Count} symbols, {whole.Chosen.Release}, content {table.Content.State}");
foreach (SubTable part in Enum.GetValues<SubTable>())
{
    if (table.Place(part) is not var (offset, length) || args.Length > 2 && part.Label() != args[2])
        continue;
    // All bits of a short part, and of a long one some.
    long bits = 8 * length;
    int flips = (int)Math.Min(bits, count);
    var outcomes = new Dictionary<string, int>();
    for (int i = 0; i < flips; i++)
    {
        long at = flips == bits ? i : random.NextInt64(bits);
        (long place, byte bit) = (offset + at / 8, (byte)(1 << (int)(at % 8)));
        bytes[place] ^= bit;
        string outcome = Outcome.Of(bytes, table.Symbols);
        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        if (outcome == Outcome.Unnoticed)
            Console.WriteLine($"  bit {at} of {part.Label()} is not noticed: {Outcome.Changes(bytes, table.Symbols)}");
        bytes[place] ^= bit;
    }
    int noticed = flips - outcomes.GetValueOrDefault(Outcome.Unnoticed) - outcomes.GetValueOrDefault(Outcome.Unchanged);
    Console.WriteLine($"{part.Label()}: {noticed} of {flips} noticed ("
        + string.Join(", ", outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Value} {outcome.Key}")) + ")");
}
if (args.Length <= 2)
{
    foreach ((string what, byte[] changed) in new Variants(table, bytes).All())
        Console.WriteLine($"{what}: {Outcome.Of(changed, table.Symbols)}");
}
