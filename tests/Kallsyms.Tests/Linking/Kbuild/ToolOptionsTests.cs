using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Kbuild;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

public class ToolOptionsTests
{
    const LinkTraits Tool61 = LinkTraits.PercpuOption | LinkTraits.BaseRelativeOption | LinkTraits.LtoOption;

    [Theory]
    [InlineData(Tool61, AddressEncoding.Absolute)]
    [InlineData(Tool61, AddressEncoding.BaseRelative, "KALLSYMS_BASE_RELATIVE")]
    [InlineData(Tool61, AddressEncoding.PercpuAbsolute, "KALLSYMS_BASE_RELATIVE", "KALLSYMS_ABSOLUTE_PERCPU")]
    [InlineData(LinkTraits.PercpuOption, AddressEncoding.BaseRelative)]
    [InlineData(LinkTraits.PercpuOption, AddressEncoding.PercpuAbsolute, "KALLSYMS_ABSOLUTE_PERCPU")]
    [InlineData(LinkTraits.None, AddressEncoding.BaseRelative, "KALLSYMS_ABSOLUTE_PERCPU", "64BIT")]
    [InlineData(LinkTraits.PlaceRelativeOption, AddressEncoding.Direct)]
    [InlineData(LinkTraits.PlaceRelativeOption, AddressEncoding.PlaceRelative, "64BIT")]
    [InlineData(LinkTraits.PlaceRelativeOption, AddressEncoding.PlaceRelative, "RELOCATABLE")]
    internal void TheEncodingFollowsScriptAndConfiguration(LinkTraits traits, AddressEncoding encoding, params string[] options)
    {
        LinkJob job = Job(traits, options);
        Assert.Equal(encoding, job.Encoding);
        Assert.Equal(encoding == AddressEncoding.PercpuAbsolute, job.PercpuAbsolute);
    }

    [Theory]
    [InlineData(LinkTraits.LtoOption, NameCut.Llvm, "LTO_CLANG")]
    [InlineData(LinkTraits.LtoOption | LinkTraits.LtoCutsAtDot, NameCut.Dot, "LTO_CLANG")]
    [InlineData(LinkTraits.LtoOption | LinkTraits.LtoCutsAtDot, NameCut.None)]
    [InlineData(LinkTraits.None, NameCut.None, "LTO_CLANG")]
    internal void NamesAreCutWhereTheToolIsToldOfLto(LinkTraits traits, NameCut cut, params string[] options) => Assert.Equal(cut, Job(traits, options).NameCut);

    [Theory]
    [InlineData(true)]
    [InlineData(false, "KALLSYMS_ALL")]
    public void WithoutKallsymsAllTheTableHasTextOnly(bool textOnly, params string[] options) => Assert.Equal(textOnly, Job(LinkTraits.None, options).TextOnly);

    static LinkJob Job(LinkTraits traits, string[] options) => ToolOptions.Job(
        LinkerCommandLine.Parse(["ld", "-o", "vmlinux"]), Layout.Newest, traits, KernelConfig.Parse([.. options.Select(option => $"CONFIG_{option}=y")]));
}
