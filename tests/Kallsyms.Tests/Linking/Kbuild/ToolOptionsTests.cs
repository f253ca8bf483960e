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
    [InlineData(LinkTraits.LtoOption, LtoSuffix.Llvm, "LTO_CLANG")]
    [InlineData(LinkTraits.LtoOption | LinkTraits.LtoCutsAtDot, LtoSuffix.Dot, "LTO_CLANG")]
    [InlineData(LinkTraits.LtoOption | LinkTraits.LtoCutsAtDot, LtoSuffix.None)]
    [InlineData(LinkTraits.None, LtoSuffix.None, "LTO_CLANG")]
    internal void NamesAreCutWhereTheToolIsToldOfLto(LinkTraits traits, LtoSuffix cut, params string[] options) => Assert.Equal(cut, Job(traits, options).LtoSuffix);

    [Theory]
    [InlineData(true)]
    [InlineData(false, "KALLSYMS_ALL")]
    public void WithoutKallsymsAllTheTableHasTextOnly(bool textOnly, params string[] options) => Assert.Equal(textOnly, Job(LinkTraits.None, options).TextOnly);

    static LinkJob Job(LinkTraits traits, string[] options) => ToolOptions.Job(
        LinkerCommandLine.Parse(["ld", "-o", "vmlinux"]), KernelRelease.Newest, traits, KernelConfig.Parse([.. options.Select(option => $"CONFIG_{option}=y")]));
}
