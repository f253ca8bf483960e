using System.Text;
using Kallsyms.Cli;
using Kallsyms.Files;
using Kallsyms.Lookup;
using Kallsyms.Symbols.Lists;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>--json of answers that are longer than any buffer.</summary>
public class LongJsonTests
{
    [Fact]
    public void AnswersOfAnyLengthArePassedOnInPieces()
    {
        const int Names = 5000;
        string list = string.Concat(Enumerable.Range(0, Names).Select(i => $"0000000000001000 t name_{i}\n"));
        KernelSymbols symbols = KernelSymbols.From(SymbolListFile.Read(new MemoryStream(Encoding.ASCII.GetBytes(list)), "list"));
        var sink = new LargestWrite();
        LookupJson.Write(sink, new("list", symbols, 0, true), [new("1000", SymbolQuery.Find(symbols, "1000"))]);
        Assert.InRange(sink.Total, Names * 1000L, long.MaxValue);
        Assert.InRange(sink.Largest, 1, 1 << 18);
    }

    sealed class LargestWrite : WriteOnlyStream
    {
        public int Largest { get; private set; }

        public long Total { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Largest = Math.Max(Largest, buffer.Length);
            Total += buffer.Length;
        }

        public override void Flush()
        {
        }
    }
}
