using Kallsyms.Images;
using Kallsyms.Symbols;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>
/// Every two of Debian's kernels in one flash image, in both orders, at 20 offsets, odd ones too: each has the table that it has alone.
/// KALLSYMS_PAIRS=2/6 takes the second sixth of all pairs.
/// </summary>
[Trait("Needs", "kernels")]
public class KernelPairsTests
{
    static readonly int[] _offsets = [0, 1, 2, 3, 4, 5, 7, 12, 20, 31, 64, 100, 511, 512, 513, 2048, 4095, 4096, 65536, 65543];

    // Of each machine the smallest; packed, but for arm64.
    static readonly string[] _names = ["i386-6.1", "s390x-6.1", "mipsel-6.1", "armhf-6.1", "amd64-6.1", "arm64-6.1"];

    static readonly string _images = Path.Combine(Environment.GetEnvironmentVariable("KALLSYMS_CACHE")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "kallsyms"), "images");

    static readonly Dictionary<string, (byte[] Bytes, SymbolList Symbols)> _known = [];

    public static TheoryData<string, string> Pairs()
    {
        (string, string)[] all = [.. from first in _names from second in _names where first != second select (first, second)];
        if (Environment.GetEnvironmentVariable("KALLSYMS_PAIRS")?.Split('/') is [string part, string parts])
            all = [.. all.Where((_, i) => i % int.Parse(parts) == int.Parse(part) - 1)];
        return [.. all];
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TwoKernelsInOneFlash_AtAnyOffset_HaveTheTablesThatTheyHaveAlone(string first, string second)
    {
        (byte[] left, SymbolList leftSymbols) = Alone(first);
        (byte[] right, SymbolList rightSymbols) = Alone(second);
        foreach (int offset in _offsets)
        {
            using KernelImage image = KernelImage.Read((byte[])[.. new byte[offset], .. left, .. new byte[offset * 3 + 17], .. right], "flash");
            Assert.Equal((offset, 2), (offset, image.Kernels.Count));
            Assert.All(image.Kernels, kernel => Assert.True(kernel.Table is { Proof.IsProved: true }, $"offset {offset}: {kernel.Table?.Doubt}"));
            TableFinderTests.AssertEqual(leftSymbols, image.Kernels[0].Table!.Symbols);
            TableFinderTests.AssertEqual(rightSymbols, image.Kernels[1].Table!.Symbols);
        }
    }

    static (byte[] Bytes, SymbolList Symbols) Alone(string name)
    {
        if (_known.TryGetValue(name, out (byte[] Bytes, SymbolList Symbols) known))
            return known;
        string path = Path.Combine(_images, name);
        Assert.SkipUnless(File.Exists(path), $"{path} is missing: tests/kernels/images.sh {name} fetches it");
        byte[] bytes = File.ReadAllBytes(path);
        using KernelImage image = KernelImage.Read(bytes, name);
        return _known[name] = (bytes, image.RequireProved().Symbols);
    }
}
