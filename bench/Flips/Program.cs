// Flips IMAGE [COUNT]: flips single bits of an image's table, COUNT in each part, and tells how many of them the checks of `kallsyms info` notice.
using Kallsyms;
using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Symbols;
using Kallsyms.Tables;

int count = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 100;
using KernelImage whole = KernelImage.Open(args[0]);
EmbeddedTable table = whole.RequireProved();
var bytes = new byte[whole.Chosen.Image.Bytes.Length];
whole.Chosen.Image.Bytes.Read(0, bytes.Length).CopyTo(bytes);
var random = new Random(1);

Console.WriteLine($"{args[0]}: {table.Symbols.Count} symbols, {whole.Chosen.Release}, content {table.Content.State}");
Console.WriteLine("part | flips | place not proved | content damaged | no table | symbols unchanged | not noticed");
foreach (SubTable part in Enum.GetValues<SubTable>())
{
    if (table.Place(part) is not var (offset, length))
        continue;
    var outcomes = new int[5];
    // All bits of a short part, and of a long one some.
    long bits = 8 * length;
    int flips = (int)Math.Min(bits, count);
    for (int i = 0; i < flips; i++)
    {
        long at = flips == bits ? i : random.NextInt64(bits);
        (long place, byte bit) = (offset + at / 8, (byte)(1 << (int)(at % 8)));
        bytes[place] ^= bit;
        Outcome outcome = Look(bytes, table.Symbols);
        outcomes[(int)outcome]++;
        if (outcome == Outcome.Unnoticed && flips == bits)
            Console.WriteLine($"  bit {at} of {part.Label()} is not noticed");
        bytes[place] ^= bit;
    }
    Console.WriteLine($"{part.Label()} | {flips} | {string.Join(" | ", outcomes)}");
}

static Outcome Look(byte[] image, SymbolList right)
{
    try
    {
        using var read = KernelImage.Read(image, "flipped");
        return read.Table is not { } found ? Outcome.NoTable
            : !found.Proof.IsProved ? Outcome.NotProved
            : found.Content.State != ContentState.Consistent ? Outcome.Damaged
            : found.Symbols.IsSame(right) ? Outcome.Unchanged
            : Outcome.Unnoticed;
    }
    catch (KallsymsException)
    {
        return Outcome.NoTable;
    }
}

enum Outcome
{
    NotProved,
    Damaged,
    NoTable,
    Unchanged,
    Unnoticed,
}
