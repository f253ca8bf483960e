using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild.StandIns;

/// <summary>Tools of a tree that heed more than a list of symbols, and when they are asked.</summary>
[RunsKallsyms]
[Trait("Needs", "binary")]
public sealed class TreeToolTests : ScriptTests
{
    // Links that many symbols.
    static readonly string _many = ScriptTree.Script.Replace("objects=vmlinux.o", "objects='vmlinux.o more.o'", StringComparison.Ordinal);

    [Theory]
    [InlineData("for the tool alone", "scripts/kallsyms", "VENDOR=1 scripts/kallsyms")]
    [InlineData("for everything", "set -e\n", "set -e; export VENDOR=1\n")]
    public void AVariableThatTheToolHeedsIsHeeded(string what, string old, string changed)
    {
        Tree.Executable("scripts/kallsyms", $"exec {ProgramUnderTest.Executable} gen --layout linux-7.$((${{VENDOR:-0}} * 3)) \"$@\"");
        string script = ScriptTree.Script.Replace(old, changed, StringComparison.Ordinal);
        Assert.True(script != ScriptTree.Script, what);
        ExpectSame(script, links: 1);
    }

    [Theory]
    [InlineData("it is a wrapper", false)]
    [InlineData("it is a program, whose table is foretold", true)]
    public void AToolThatReadsMoreThanItsListIsAskedAgain(string what, bool isProgram)
    {
        CompileMany();
        const string body = $"test ! -e .omit || {{ grep -v ' function_1f$' \"$3\" > .shorter; set -- \"$1\" \"$2\" .shorter; }}\nexec ";
        string call = $"{ProgramUnderTest.Executable} gen --layout linux-7.0 \"$@\"";
        Tree.Executable("scripts/kallsyms", body + call);
        if (isProgram)
            Tree.Program("scripts/kallsyms", body + call);
        string script = _many.Replace("set -e\n", "set -e; rm -f .omit\n", StringComparison.Ordinal)
            .Replace("# second image", ": > .omit", StringComparison.Ordinal)
            .Replace("# last", "link .tmp3 '' --strip-debug; list .tmp3 .tmp3.syms; table .tmp3.syms .tmp3.table", StringComparison.Ordinal)
            .Replace("cmp -s System.map .tmp2", "cmp -s System.map .tmp3", StringComparison.Ordinal);
        Assert.True(script != _many, what);
        if (isProgram)
            ExpectOwnWay(script, "scripts/kallsyms makes another table than expected");
        else
            ExpectSame(script, links: 2);
    }

    [Fact]
    public void ATableOfTheKernelsOwnToolIsForetold()
    {
        CompileMany();
        Tree.Program("scripts/kallsyms", $"exec {ProgramUnderTest.Executable} gen --layout linux-7.0 \"$@\"");
        ExpectSame(_many, links: 1);
    }

    [Fact]
    public void AToolThatWritesMoreThanItsTableHasWrittenItWhenTheScriptGoesOn()
    {
        CompileMany();
        Tree.Program("scripts/kallsyms", $"for list; do :; done\n{ProgramUnderTest.Executable} gen --layout linux-7.0 \"$@\"; wc -l < \"$list\" > count");
        ExpectSame(_many.Replace("table=$2.o;", "table=$2.o; test $(cat count) = $(wc -l < \"$1\");", StringComparison.Ordinal), links: 1);
    }

    // So many symbols that the tool takes a while.
    void CompileMany() =>
        Tree.Compile("more.o", string.Concat(Enumerable.Range(0, 3000).Select(i => $"int one_more_{i}(void) {{ return {i}; }}\n")));
}
