namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// The pahole options in kernel makefiles (scripts/pahole-flags.sh, scripts/Makefile.btf) whose effect on type data does not depend on
/// where the table or the type data itself lies in the image. Offsets of .rodata variables, for example, would (feature global_var).
/// </summary>
static class BtfOptions
{
    const string Features = "--btf_features=";

    static readonly HashSet<string> _options =
    [
        "-j", "--btf_gen_floats", "--btf_gen_optimized", "--lang_exclude=rust", "--skip_encoding_btf_enum64",
        "--skip_encoding_btf_inconsistent_proto", "--skip_encoding_btf_vars",
    ];

    static readonly HashSet<string> _features =
    [
        "attributes", "consistent_func", "decl_tag", "decl_tag_kfuncs", "encode_force", "enum64", "float", "layout", "optimized_func",
        "reproducible_build", "type_tag", "var",
    ];

    /// <summary>Returns the first word whose effect is unknown; null if all are known.</summary>
    public static string? Unknown(IEnumerable<string> flags) => flags.FirstOrDefault(flag => !IsKnown(flag));

    static bool IsKnown(string flag) =>
        _options.Contains(flag)
        || flag.StartsWith("-j", StringComparison.Ordinal) && flag[2..].All(char.IsAsciiDigit)
        || flag.StartsWith(Features, StringComparison.Ordinal)
            && flag[Features.Length..].TrimStart('+').Split(',').All(_features.Contains);
}
