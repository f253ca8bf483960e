// Lookups IMAGE: addresses and names looked up per second through the library, on one core.
using System.Diagnostics;
using Kallsyms.Lookup;

const int Count = 1 << 20;
const int Rounds = 10;

long start = Stopwatch.GetTimestamp();
KernelSymbols symbols = KernelSymbols.Open(args[0]);
Console.WriteLine($"{symbols.Count} symbols, opened in {Stopwatch.GetElapsedTime(start).TotalSeconds:f3} s");

// Addresses all over the kernel, and names, in random order.
var random = new Random(1);
KernelSymbol[] placed = [.. symbols.Where(symbol => symbol.Type is not 'A')];
ulong[] addresses = [.. Enumerable.Range(0, Count).Select(_ => placed[0].Address + (ulong)random.NextInt64((long)(placed[^1].Address - placed[0].Address)))];
int[] names = [.. Enumerable.Range(0, Count).Select(_ => random.Next(symbols.Count))];

Measure("addresses", i => symbols.TryFind(addresses[i], out _, out _));
Measure("names", i => symbols.Find(symbols[names[i]].Utf8Name) is not null);

static void Measure(string what, Func<int, bool> find)
{
    double best = double.MaxValue;
    int found = 0;
    for (int round = 0; round < Rounds; round++)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++)
            found += find(i) ? 1 : 0;
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
    Console.WriteLine($"{what}: {Count / best / 1e6:f1} million a second ({100.0 * found / Count / Rounds:f1} % found)");
}
