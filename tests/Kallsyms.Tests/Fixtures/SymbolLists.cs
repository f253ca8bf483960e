using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Tests.Fixtures;

/// <summary>Lists of symbols, written as System.map has them.</summary>
static class SymbolLists
{
    public static SymbolList Read(IEnumerable<string> lines) => Read(string.Concat(lines.Select(line => line + "\n")));

    public static SymbolList Read(string text)
    {
        using ByteSource source = ByteSource.FromMemory(Encoding.UTF8.GetBytes(text), "list");
        return SymbolListFile.Read(source).Symbols;
    }
}
