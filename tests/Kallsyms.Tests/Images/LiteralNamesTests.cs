using Kallsyms.Images.Finding;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>Names that are stored as they are.</summary>
public class LiteralNamesTests
{
    // Each is where a walk to the end of the names can start: one walk is enough.
    [Fact]
    public void ThreeMegabytesOfOneName_AreGoneThroughOnce()
    {
        byte[] bytes = [.. Enumerable.Repeat("\u0006Tkfree"u8.ToArray(), 400_000).SelectMany(name => name)];
        Assert.Null(LiteralNames.Find(bytes, bigEndian: false));
    }
}
