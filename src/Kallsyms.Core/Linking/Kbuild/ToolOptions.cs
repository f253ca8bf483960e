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

    /// <summary>Returns the options that scripts give the tool, first those of scripts up to 6.10, then those of 7.0.</summary>
    public static IEnumerable<string[]> Usual(KernelConfig config)
    {
        (string, string) all = ("KALLSYMS_ALL", "--all-symbols");
        (string Option, string Word)[][] scripts =
        [
            [
                all, ("KALLSYMS_ABSOLUTE_PERCPU", "--absolute-percpu"), ("KALLSYMS_BASE_RELATIVE", "--base-relative"),
                ("LTO_CLANG", "--lto-clang"),
            ],
            [all, (config.Has("64BIT") ? "64BIT" : "RELOCATABLE", "--pc-relative")],
        ];
        return scripts.Select(options => options.Where(one => config.Has(one.Option)).Select(one => one.Word).ToArray());
    }

    /// <summary>Whether the tool of some release takes this word in front of a list that it reads from standard input.</summary>
    public static bool IsKnown(string word) =>
        word is "--all-symbols" or "--absolute-percpu" or "--base-relative" or "--pc-relative" or "--lto-clang"
        || word.StartsWith("--symbol-prefix=", StringComparison.Ordinal) || word.StartsWith("--page-offset=", StringComparison.Ordinal);

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
