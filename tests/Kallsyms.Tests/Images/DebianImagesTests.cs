using System.Security.Cryptography;
using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Symbols;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>
/// Debian's boot images, as the packages ship them. tests/kernels/images.sh fetches them, tests/kernels/images.txt has what they must give:
/// name, package version, number of symbols, SHA-256 of what dump prints.
/// </summary>
[Trait("Needs", "kernels")]
public class DebianImagesTests
{
    public static TheoryData<string, string, int, string> Images() =>
        [.. File.ReadLines(Path.Combine(Repository.Root, "tests/kernels/images.txt")).Where(line => !line.StartsWith('#')).Select(line => line.Split(' '))
            .Select(field => (field[0], field[1], int.Parse(field[2]), field[3]))];

    [Theory]
    [MemberData(nameof(Images))]
    public void TheTableIsFoundAndProved(string name, string release, int count, string hash)
    {
        string cache = Environment.GetEnvironmentVariable("KALLSYMS_CACHE")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "kallsyms");
        string path = Path.Combine(cache, "images", name);
        Assert.SkipUnless(File.Exists(path), $"{path} is missing: tests/kernels/images.sh {name} fetches it");
        using KernelImage image = KernelImage.Open(path);
        // Suites move on: of a newer package only the proof can be asked for.
        EmbeddedTable table = image.RequireProved();
        if (!image.Chosen.Banner!.Contains(release.Split('_')[1]))
            return;
        using var text = new MemoryStream();
        SystemMap.Write(text, table.Symbols, table.Spec.Format.Is64);
        Assert.Equal((count, hash), (table.Symbols.Count, Convert.ToHexStringLower(SHA256.HashData(text.ToArray()))));
    }
}
