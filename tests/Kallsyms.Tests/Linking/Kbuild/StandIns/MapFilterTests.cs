using Kallsyms.Linking.Kbuild;
using Kallsyms.Linking.Kbuild.StandIns;
using Kallsyms.Symbols;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild.StandIns;

/// <summary>A tree's own rules for what System.map has are asked of its own file.</summary>
public sealed class MapFilterTests
{
    [Theory]
    [InlineData("#!/bin/sed -f\n/ [aNUw] /d\n/ \\$/d\n")]
    [InlineData("#!/bin/sh -x\n$NM -n $1 | grep -v ' [aNUw] \\| [$]' > $2\n")]
    [InlineData("#!/bin/sh\n$NM -n $1 > $2.all\ngrep -v ' [aNUw] \\| [$]' $2.all > $2\nrm $2.all\n")]
    public void NamesThatAreAllLeftOutLeaveNothing(string rules)
    {
        Command.Require("sed", "grep");
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["scripts"]);
        scratch.Write("scripts/mksysmap", rules);
        using StandInDirectory directory = StandInDirectory.Create(scratch.Directory, _ => { });
        MapFilter filter = MapFilter.Of(new KbuildVariables(name => name == "srctree" ? scratch.Directory : null), directory)!;
        Assert.Equal(["kept"], Names(filter.Select(List("T kept", "t $d"))));
        Assert.Empty(Names(filter.Select(List("t $x", "a absolute"))));
    }

    static SymbolList List(params string[] symbols) => SymbolLists.Read(symbols.Select(symbol => $"0000000000001000 {symbol}"));

    static IEnumerable<string> Names(SymbolList list) => Enumerable.Range(0, list.Count).Select(i => NameSet.Text(list, i)[1..]);
}
