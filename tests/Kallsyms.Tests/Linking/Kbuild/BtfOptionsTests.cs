using Kallsyms.Linking.Kbuild;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

/// <summary>Types that depend on where they lie in an image cannot be made from the image that they lie in.</summary>
public class BtfOptionsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-j --btf_gen_floats --lang_exclude=rust")] // 6.1, pahole 1.24
    [InlineData("--btf_gen_floats --skip_encoding_btf_inconsistent_proto --btf_gen_optimized")] // 6.12, pahole 1.25
    [InlineData("-j --btf_features=encode_force,var,float,enum64,decl_tag,type_tag,optimized_func,consistent_func,decl_tag_kfuncs")] // 6.12
    [InlineData("-j8 --btf_features=encode_force,var --btf_features=layout --btf_features=+reproducible_build")] // 7.3
    public void WhatKernelsTellPaholeIsKnown(string flags) => Assert.Null(BtfOptions.Unknown(KbuildVariables.Split(flags)));

    [Theory]
    [InlineData("--btf_gen_floats --btf_gen_all", "--btf_gen_all")]
    [InlineData("--btf_features=var,global_var", "--btf_features=var,global_var")]
    [InlineData("--btf_features=all", "--btf_features=all")]
    [InlineData("--btf_features=+global_var", "--btf_features=+global_var")]
    [InlineData("-jx", "-jx")]
    [InlineData("-V", "-V")]
    public void AnythingElseIsNamed(string flags, string unknown) =>
        Assert.Equal(unknown, BtfOptions.Unknown(KbuildVariables.Split(flags)));
}
