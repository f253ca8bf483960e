// Names for kernel stacks of perf or eBPF: addresses in, folded stacks out, as flame graphs take them.
//
//     perf script -F ip,sym | stacks vmlinuz           stacks vmlinux < bpftrace.txt
//
// A stack is a run of lines that begin with an address, innermost first; any other line ends it.
using System.Globalization;
using Kallsyms.Lookup;

if (args is not [string kernel])
{
    Console.Error.WriteLine("usage: stacks KERNEL < STACKS");
    return 2;
}
var symbols = KernelSymbols.Open(kernel);
var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
var stack = new Stack<string>();
foreach (string line in Lines().Append(""))
{
    string word = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("");
    int digits = word.StartsWith("0x", StringComparison.Ordinal) ? 2 : 0;
    if (ulong.TryParse(word.AsSpan(digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address))
    {
        stack.Push(symbols.TryFind(address, out KernelSymbol symbol, out _) ? symbol.Name : $"0x{address:x}");
    }
    else if (stack.Count > 0)
    {
        string folded = string.Join(';', stack); // a stack gives the last one first: the outermost
        counts[folded] = counts.GetValueOrDefault(folded) + 1;
        stack.Clear();
    }
}
foreach ((string folded, int count) in counts)
    Console.WriteLine($"{folded} {count}");
return 0;

static IEnumerable<string> Lines()
{
    while (Console.ReadLine() is { } line)
        yield return line;
}
