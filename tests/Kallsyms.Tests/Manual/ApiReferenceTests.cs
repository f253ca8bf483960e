using Kallsyms.Lookup;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Manual;

/// <summary>The reference of the library (docs/api, made by make api) has what the library offers.</summary>
public class ApiReferenceTests
{
    [Fact]
    public void Reference_HasAPageForEachPublicTypeAndNoOther()
    {
        Type[] types = typeof(KernelSymbols).Assembly.GetExportedTypes();
        IEnumerable<string> expected = types.Select(type => type.FullName!.Replace('+', '.')).Concat(Namespaces(types)).Distinct();
        IEnumerable<string> pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/api"), "*.md")
            .Select(page => Path.GetFileNameWithoutExtension(page)!);
        Assert.Equal(expected.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reference_OfEachPublicMethod_NamesIt()
    {
        foreach (Type type in typeof(KernelSymbols).Assembly.GetExportedTypes())
        {
            string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/api", $"{type.FullName!.Replace('+', '.')}.md"));
            Assert.All(
                type.GetMethods().Where(method => method.DeclaringType == type && !method.IsSpecialName && !method.Name.Contains('<')
                    && method.GetBaseDefinition() == method && !method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false)),
                method => Assert.Contains($"> {method.Name}", page, StringComparison.Ordinal));
        }
    }

    // With those that only hold others.
    static IEnumerable<string> Namespaces(IEnumerable<Type> types)
    {
        foreach (string name in types.Select(type => type.Namespace!).Distinct())
        {
            for (int end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
                yield return name[..end];
        }
    }
}
