using Kallsyms.Images;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>A base that is wrong by a few bytes is not proved by what points a few bytes into functions.</summary>
public class NearbyAddressesTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(8, false)]
    [InlineData(16, false)]
    public void ABaseThatIsOffByAFewBytes_IsNotProved(byte distance, bool isProved)
    {
        byte[] image = new SampleKernel { Release = KernelRelease.Parse("linux-6.12"), ListsData = false, HasExports = false, HasTracing = true }.Build();
        using (var right = KernelImage.Read(image, "right"))
        {
            (long offset, _) = right.RequireProved().Place(SubTable.RelativeBase)!.Value;
            Assert.Equal(0, image[offset]);
            image[offset] = distance;
        }
        using var wrong = KernelImage.Read(image, "wrong");
        Assert.Equal(isProved, wrong.RequireTable().Proof.IsProved);
    }
}
