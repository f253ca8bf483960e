using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Machines;

/// <summary>32-bit MIPS: nm prints addresses sign-extended, and so does System.map; images and tables have 32 bits.</summary>
[RunsKallsyms]
public class SignExtendedMapTests
{
    [Theory]
    [InlineData("mips-linux-gnu-")]
    [InlineData("mipsel-linux-gnu-")]
    public void MapOfALink_IsSignExtended_AndAgreesWithTheImage(string prefix)
    {
        CrossTools tools = CrossTools.Named(prefix);
        tools.Require();
        using KernelLikeObject kernel = KernelLikeObject.Assemble(tools);
        string image = kernel.Scratch["image"];
        string map = kernel.Scratch["System.map"];
        Command.Kallsyms(
            ["link", "--layout", "linux-6.12", "--map", map, "--", tools.Ld, "-e", "_text", "-T", kernel.ScriptFile, "-o", image, kernel.Object]).Succeeded();

        Assert.Contains("ffffffff80100000 T _text", File.ReadAllLines(map));
        string listed = Command.Run(tools.Nm, ["-n", image], environment: new Dictionary<string, string> { ["LC_ALL"] = "C" }).Succeeded().Output;
        Assert.Equal(listed, Command.Kallsyms(["map", "--all", image]).Succeeded().Output);
        Command.Kallsyms(["verify", "--map", map, image]).Succeeded();
        Command.Kallsyms(["explain", image, map]).Succeeded();
        Command.Kallsyms(["explain", map, image]).Succeeded();
    }
}
