using Kallsyms.Elf;
using Kallsyms.Linking.Kbuild.StandIns;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Oracle;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild.StandIns;

/// <summary>What is learned of a table tool from its output alone.</summary>
public sealed class FormProbeTests : IDisposable
{
    readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("6.1", "--all-symbols --absolute-percpu --base-relative", AddressEncoding.PercpuAbsolute, false, LtoSuffix.None)]
    [InlineData("6.1", "--base-relative", AddressEncoding.BaseRelative, true, LtoSuffix.None)]
    [InlineData("6.1", "--all-symbols", AddressEncoding.Absolute, false, LtoSuffix.None)]
    [InlineData("6.1", "--all-symbols --base-relative --lto-clang", AddressEncoding.BaseRelative, false, LtoSuffix.Llvm)]
    [InlineData("6.12", "--all-symbols --absolute-percpu", AddressEncoding.PercpuAbsolute, false, LtoSuffix.None)]
    [InlineData("6.12", "", AddressEncoding.BaseRelative, true, LtoSuffix.None)]
    [InlineData("7.2", "--all-symbols --pc-relative", AddressEncoding.PlaceRelative, false, LtoSuffix.None)]
    [InlineData("7.2", "--all-symbols", AddressEncoding.Direct, false, LtoSuffix.None)]
    internal void TheKernelsToolsAreUnderstood(string release, string options, AddressEncoding encoding, bool textOnly, LtoSuffix cut)
    {
        var tool = new TreeTool(KernelTool.Kallsyms(release), options.Split(' ', StringSplitOptions.RemoveEmptyEntries), ReadsFile: true);
        bool is64 = encoding != AddressEncoding.Direct;
        TableForm? form = FormProbe.Learn(list => tool.Run(list, _scratch["list"]), Target(is64), hint: null)?.Form;
        Assert.NotNull(form);
        Assert.Equal((encoding, textOnly, cut), (form.Encoding, form.TextOnly, form.LtoSuffix));
    }

    [Theory]
    [InlineData("linux-4.19")]
    [InlineData("linux-4.20")]
    [InlineData("linux-6.0")]
    public void TheWidthOfMarkersIsLearnedThoughNothingNamesTheRelease(string layout)
    {
        var written = new TableForm(KernelRelease.Parse(layout), AddressEncoding.BaseRelative, true, false, LtoSuffix.None, default);
        TableForm? form = FormProbe.Learn(list => TextOrRefusal(written, list), Target(true), hint: null)?.Form;
        Assert.NotNull(form);
        Assert.Equal(Spec(written).CounterSize, Spec(form).CounterSize);
    }

    static TableSpec Spec(TableForm form) => new(form.Release, Target(true).Format, ElfMachine.X8664, form.Encoding);

    [Fact]
    public void SizesOfLabelsAreLearned()
    {
        var written = new TableForm(KernelRelease.Parse("linux-7.2"), AddressEncoding.PlaceRelative, false, false, LtoSuffix.None, default);
        TableForm? form = FormProbe.Learn(
            list => Text(written, list, text => text.Replace("\n.globl kallsyms_markers", ".size kallsyms_names, . - kallsyms_names\n\n.globl kallsyms_markers", StringComparison.Ordinal)),
            Target(true), hint: null)?.Form;
        Assert.Equal(SubTableSet.Collect(SubTable.Names), form?.SizedLabels);
    }

    [Fact]
    public void SizesOfLabelsOfTheNewestReleaseAreThoseThatItsTextHas()
    {
        KernelRelease newest = KernelRelease.Newest;
        var written = new TableForm(newest, AddressEncoding.PlaceRelative, false, false, LtoSuffix.None, newest.TableFormat.SizedLabels);
        Assert.Equal(written, FormProbe.Learn(list => Text(written, list, text => text), Target(true), hint: newest)?.Form);
        Assert.NotEqual(default, written.SizedLabels);
    }

    [Theory]
    [InlineData("a table that nobody knows", ".globl kallsyms_markers", ".globl kallsyms_uncompressed\nkallsyms_uncompressed:\n.globl kallsyms_markers")]
    [InlineData("another value", "kallsyms_num_syms:\n\t.long\t", "kallsyms_num_syms:\n\t.long\t1")]
    [InlineData("another section", "\t.section .rodata, \"a\"", "\t.section .kallsyms, \"a\"")]
    [InlineData("an unknown directive", "\t.section .rodata, \"a\"", "\t.section .rodata, \"a\"\n\t.incbin \"x\"")]
    public void WhatNoFormExplainsIsNotUnderstood(string what, string old, string changed)
    {
        var written = new TableForm(KernelRelease.Newest, AddressEncoding.PlaceRelative, false, false, LtoSuffix.None, default);
        TableForm? form = FormProbe.Learn(list => Text(written, list, text => text.Replace(old, changed, StringComparison.Ordinal)), Target(true), hint: null)?.Form;
        Assert.True(form is null, what);
    }

    [Fact]
    public void AListThatAToolBehindAPipeRefusesDoesNotCount()
    {
        KernelRelease newest = KernelRelease.Newest;
        var written = new TableForm(newest, AddressEncoding.PlaceRelative, false, false, LtoSuffix.None, newest.TableFormat.SizedLabels);
        int calls = 0;
        Assert.Equal(written, FormProbe.Learn(
            list => Text(written, list, text => calls++ > 0 ? text : text[..text.IndexOf(".globl kallsyms_markers", StringComparison.Ordinal)]),
            Target(true), hint: null)?.Form);
    }

    [Fact]
    public void AToolThatRefusesEverythingIsNotUnderstood() => Assert.Null(FormProbe.Learn(_ => null, Target(true), hint: null));

    // A tool of that time refuses a list that its tables cannot hold.
    static byte[]? TextOrRefusal(TableForm form, byte[] list)
    {
        try
        {
            return Text(form, list, text => text);
        }
        catch (KallsymsException)
        {
            return null;
        }
    }

    static byte[] Text(TableForm form, byte[] list, Func<string, string> change)
    {
        using ByteSource source = ByteSource.FromMemory(list, "list");
        TableSpec spec = Spec(form);
        Table table = Table.Build(
            SymbolSelection.Entries(SymbolListFile.Read(source).Symbols, form.Release.Rules, form.TextOnly, form.PercpuAbsolute), spec,
            names => Compression.Kernel.Compress(names, form.Release.TableFormat));
        using var text = new MemoryStream();
        TableAssembler.Write(text, table);
        return System.Text.Encoding.UTF8.GetBytes(change(System.Text.Encoding.UTF8.GetString(text.ToArray())));
    }

    static ElfTarget Target(bool is64) =>
        new(new(is64, BigEndian: false), new(ElfType.Relocatable, is64 ? ElfMachine.X8664 : ElfMachine.I386, 0, 0, 0, 0), []);
}
