using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>The tools of kernels up to 6.4 read words: of names with blanks they make something else.</summary>
[RunsKallsyms]
public class MisreadNamesTests
{
    [Theory]
    [InlineData("plain", true)]
    [InlineData("__pi_.L0 ", false)]
    public void Link_ForAToolThatReadsWords_RefusesNamesWithBlanks(string name, bool links)
    {
        Command.Require("as", "ld", "objcopy");
        using var here = new LinkDirectory();
        here.Write("script.lds", "SECTIONS { _text = .; .text : { *(.text) } .rodata : { *(.rodata) } .data : { *(.data) } }");
        here.Write("names.s", ".text\nfirst: .quad kallsyms_names\nsecond: .quad first\n");
        here.Run("as", "names.s", "-o", "names.o");
        here.Run("objcopy", "--redefine-sym", $"second={name}", "names.o");
        var job = new LinkJob(
            LinkerCommandLine.Parse(["ld", "-T", here["script.lds"], here["names.o"], "-o", here["out"]]), KernelRelease.Parse("linux-6.1"))
        {
            NamesAreWords = true,
        };
        if (links)
        {
            Assert.Equal(LinkResult.Published, KernelLink.Run(job, _ => { }, TestContext.Current.CancellationToken).Result);
            return;
        }
        KallsymsException refused =
            Assert.Throws<KallsymsException>(() => KernelLink.Run(job, _ => { }, TestContext.Current.CancellationToken));
        Assert.Contains("misreads", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(here["out"]));
    }
}
