using Xunit;

namespace Kallsyms.Tests.Layering;

/// <summary>The reader of compiled dependencies misses no way in which a type can use another one.</summary>
public class CompiledDependenciesTests
{
    const string Samples = "Kallsyms.Tests.Layering.Samples";

    static readonly ILookup<string, TypeUse> _uses = CompiledDependencies.Read(typeof(CompiledDependenciesTests).Assembly.Location)
        .Where(use => use.To == $"{Samples}.Below").ToLookup(use => use.User);

    [Theory]
    [InlineData("ByBase", "Base")]
    [InlineData("ByInterface", "IThing")]
    [InlineData("ByAttribute", "MarkAttribute")]
    [InlineData("ByConstraint`1", "IThing")]
    [InlineData("ByField", "Item")]
    [InlineData("ByParameter", "Choice")]
    [InlineData("ByCall", "Item")]
    [InlineData("ByProperty", "Item")]
    [InlineData("ByGenericArgument", "Choice")]
    [InlineData("ByTypeTest", "Item")]
    [InlineData("ByCatch", "BelowException")]
    [InlineData("ByLambda", "Item")]
    public void Use_OfAnyKind_IsFound(string user, string used) =>
        Assert.Equal([new TypeUse($"{Samples}.Above", user, $"{Samples}.Below", used)], _uses[user]);
}
