// Lists [MOST]: how reading lists of symbols, and what is made of them, grows: with the lines, from 10 thousand to MOST (10 million), and
// with how many symbols share a name or an address. Each figure is the best of some rounds on one core.
using System.Diagnostics;
using System.Text;
using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Rules;
using Kallsyms.Differences;
using Kallsyms.Lookup;
using Kallsyms.Symbols.Lists;

int most = args.Length > 0 ? int.Parse(args[0]) : 10_000_000;
Console.WriteLine($"{"lines",10} {"read s",8} {"ns/line",8} {"diff s",8} {"pair s",8} {"lookup s",9} {"peak MiB",9}");
for (int lines = 10_000; lines <= most; lines *= 10)
    Measure($"{lines}", new(lines, 1, 1), new(lines, 1, 1, 64), lines);

const int Lines = 100_000;
Console.WriteLine();
Console.WriteLine($"{Lines} lines, of which so many share a name, an address");
foreach ((int names, int addresses) in ((int, int)[])[(1, 1), (10, 1), (1000, 1), (Lines, 1), (1, 10), (1, 1000), (1, Lines), (1000, 1000), (Lines, Lines)])
    Measure($"{names},{addresses}", new(Lines, names, addresses), new(Lines - 1, names, addresses, 64), Lines);

static void Measure(string what, Made before, Made after, int lines)
{
    double read = double.MaxValue;
    SymbolListFile old = SymbolListFile.Read(before.Open(), "old");
    for (int round = 0; round < (lines > 1_000_000 ? 1 : 5); round++)
        read = Math.Min(read, Seconds(() => old = SymbolListFile.Read(before.Open(), "old")));
    SymbolListFile @new = SymbolListFile.Read(after.Open(), "new");
    double looking = Seconds(() => LookUp(KernelSymbols.From(old)));
    double diff = lines > 1_000_000 ? 0 : Seconds(() => KernelDifferences.Find(KernelSymbols.From(old), KernelSymbols.From(@new)));
    double pair = Seconds(() => Explainer.Explain([SnapshotReader.FromList(old), SnapshotReader.FromList(@new)]));
    long peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Where(char.IsAsciiDigit).Aggregate(0L, (sum, c) => sum * 10 + c - '0') >> 10;
    Console.WriteLine($"{what,10} {read,8:f3} {read / lines * 1e9,8:f0} {diff,8:f3} {pair,8:f3} {looking,9:f3} {peak,9}");
}

static void LookUp(KernelSymbols symbols)
{
    ulong sum = 0;
    foreach (KernelSymbol symbol in symbols)
        sum += symbol.Size + (symbols.TryFind(symbol.Address, out _, out ulong offset) ? offset : 0);
    for (KernelSymbol? next = symbols.Find(symbols[0].Utf8Name); next is { } symbol; next = symbols.FindNext(symbol))
        sum++;
    if (sum == 0)
        Console.WriteLine("no symbol has a size");
}

static double Seconds(Action work)
{
    TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
    work();
    return (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
}

/// <summary>A map that is made while it is read.</summary>
sealed record Made(int Lines, int NamesAlike, int AddressesAlike, ulong Moved = 0)
{
    public Stream Open() => new MadeStream(this);

    sealed class MadeStream(Made made) : Stream
    {
        int _line;
        byte[] _text = [];
        int _at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at == _text.Length && _line < made.Lines)
                (_text, _at) = (Next(), 0);
            int length = Math.Min(count, _text.Length - _at);
            _text.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }

        byte[] Next()
        {
            var text = new StringBuilder();
            for (int end = Math.Min(_line + 1000, made.Lines); _line < end; _line++)
            {
                ulong address = 0xffffffff81000000 + (ulong)(_line / made.AddressesAlike) * 16 + made.Moved;
                text.Append(address.ToString("x16")).Append(' ').Append("tTdDr"[_line % 5]).Append(" function_number_").Append(_line / made.NamesAlike).Append('\n');
            }
            return Encoding.ASCII.GetBytes(text.ToString());
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush()
        {
        }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
