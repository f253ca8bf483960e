using Kallsyms.Linking.Commands;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild;

/// <summary>Translates what the kernel's script would tell scripts/kallsyms into a job for <see cref="KernelLink"/>.</summary>
static class ToolOptions
{
    public static LinkJob Job(LinkerCommandLine command, KernelRelease layout, LinkTraits traits, KernelConfig config)
    {
        bool percpu = traits.Has(LinkTraits.PercpuOption) && config.Has("KALLSYMS_ABSOLUTE_PERCPU");
        bool lto = traits.Has(LinkTraits.LtoOption) && config.Has("LTO_CLANG");
        return new(command, layout)
        {
            TextOnly = !config.Has("KALLSYMS_ALL"),
            PercpuAbsolute = percpu,
            Encoding = Encoding(traits, config, percpu),
            LtoSuffix = !lto ? LtoSuffix.None : traits.Has(LinkTraits.LtoCutsAtDot) ? LtoSuffix.Dot : LtoSuffix.Llvm,
            NamesAreWords = traits.Has(LinkTraits.ReadsWords),
            RecomputeBuildId = true,
            KeepUnknownBuildId = true,
        };
    }

    /// <summary>Returns the options that scripts up to 6.10 give the tool.</summary>
    public static IEnumerable<string> Usual(KernelConfig config) => new[]
    {
        ("KALLSYMS_ALL", "--all-symbols"), ("KALLSYMS_ABSOLUTE_PERCPU", "--absolute-percpu"), ("KALLSYMS_BASE_RELATIVE", "--base-relative"),
        ("LTO_CLANG", "--lto-clang"),
    }.Where(one => config.Has(one.Item1)).Select(one => one.Item2);

    static AddressEncoding Encoding(LinkTraits traits, KernelConfig config, bool percpu)
    {
        AddressEncoding relative = AddressEncodingName.RelativeToBase(percpu);
        if (traits.Has(LinkTraits.PlaceRelativeOption))
            return config.Has("64BIT") || config.Has("RELOCATABLE") ? AddressEncoding.PlaceRelative : AddressEncoding.Direct;
        if (traits.Has(LinkTraits.BaseRelativeOption))
            return config.Has("KALLSYMS_BASE_RELATIVE") ? relative : AddressEncoding.Absolute;
        return relative;
    }
}
