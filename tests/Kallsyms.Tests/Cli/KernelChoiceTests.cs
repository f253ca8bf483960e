using System.Text.Json;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Images;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>An image with two kernels: every command says which one it reads, and reads the other when told to.</summary>
[RunsKallsyms]
public class KernelChoiceTests
{
    static readonly SampleKernel _old = new() { Release = KernelRelease.Parse("linux-6.1"), Version = "6.1.1", Functions = 1400, Seed = 2 };
    static readonly byte[] _oldImage = _old.Build();

    [Theory]
    [InlineData("dump", "flash")]
    [InlineData("lookup", "flash", "schedule")]
    [InlineData("verify", "flash")]
    [InlineData("stat", "flash")]
    [InlineData("elf", "--machine", "x86_64", "flash", "-o", "out")]
    [InlineData("unpack", "flash", "-o", "out")]
    [InlineData("diff", "Image", "flash")]
    [InlineData("explain", "Image", "flash")]
    [InlineData("annotate", "flash", "log")]
    public void EveryCommand_SaysInOneLineThatThereAreOthers(params string[] arguments)
    {
        using var files = Flash();
        Command run = Command.Kallsyms(Located(files, arguments)).Succeeded();
        Assert.Single(run.Error.Split('\n'), line => line.Contains("has 2 kernels; kernel 2 is read, 9.9.9 at 0x"));
    }

    [Fact]
    public void Dump_WithANumberOrAPlace_PrintsThatKernel()
    {
        using var files = Flash();
        files.Write("old", _oldImage);
        string old = files.Run("dump", "old").Succeeded().Output;
        Assert.Equal(files.Listing, files.Run("dump", "flash").Succeeded().Output);
        Assert.Equal(old, files.Run("dump", "--kernel", "1", "flash").Succeeded().Output);
        Assert.Equal(old, files.Run("dump", "--at", "0x200", "flash").Succeeded().Output);
        Assert.Equal(files.Listing, files.Run("dump", "--at", $"{512 + _oldImage.Length + 600}", "flash").Succeeded().Output);
        Assert.Contains("has no kernel 3", files.Run("dump", "--kernel", "3", "flash").Exited(2).Error);
        Assert.Contains("has no kernel at 0x1", files.Run("dump", "--at", "1", "flash").Exited(2).Error);
        files.Run("dump", "--kernel", "1", "--at", "0x200", "flash").Exited(2);
        files.Run("dump", "--at", "here", "flash").Exited(2);
    }

    [Fact]
    public void APlaceOfSeveralKernels_IsRefused()
    {
        using var files = KernelFiles.WithKernel();
        files.Write("zip", FlashShells.Zip(("vmlinuz-1", Shells.UImage(_oldImage, 0)), ("vmlinuz-2", Shells.UImage(files.Image, 0))));
        Assert.Contains("has 2 kernels at 0x0, which --kernel N tells apart", files.Run("dump", "--at", "0", "zip").Exited(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void UnpackAndElf_GiveTheBytesOfOneKernel()
    {
        using var files = Flash();
        files.Run("unpack", "--kernel", "1", "flash", "-o", "first").Succeeded();
        Assert.StartsWith(Convert.ToHexString(_oldImage[..1000]), Convert.ToHexString(File.ReadAllBytes(files["first"])));
        files.Run("unpack", "flash", "-o", "second").Succeeded();
        Assert.Equal(files.Image, File.ReadAllBytes(files["second"]));
        files.Run("elf", "--machine", "x86_64", "--kernel", "1", "flash", "-o", "elf").Succeeded();
        files.Write("old", _oldImage);
        Assert.Equal(files.Run("dump", "old").Succeeded().Output, files.Run("dump", "elf").Succeeded().Output);
        files.Run("verify", "elf").Succeeded();
    }

    [Fact]
    public void Diff_TakesTwoKernelsOfOneFile()
    {
        using var files = Flash();
        files.Write("old", _oldImage);
        string[] expected = files.Run("diff", "old", "Image").Exited(1).Output.Split('\n');
        string[] found = files.Run("diff", "--kernel", "1", "--kernel", "2", "flash", "flash").Exited(1).Output.Split('\n');
        Assert.Equal(expected[1..], found[1..]);
        files.Run("diff", "--kernel", "1", "flash", "flash").Succeeded();
    }

    [Fact]
    public void Info_ListsAll()
    {
        using var files = Flash();
        string text = files.Run("info", "flash").Succeeded().Output;
        Assert.Contains("kernels    2, of which the following is about 2: the newest release", text);
        Assert.Contains("1 at 0x00000200  6.1.1, ", text);
        JsonElement json = JsonDocument.Parse(files.Run("info", "--json", "flash").Succeeded().OutputBytes).RootElement;
        JsonElement[] kernels = [.. json.GetProperty("kernels").EnumerateArray()];
        Assert.Equal(["6.1.1", "9.9.9"], kernels.Select(kernel => kernel.GetProperty("release").GetString()));
        Assert.Equal([false, true], kernels.Select(kernel => kernel.GetProperty("chosen").GetBoolean()));
        Assert.Equal(512, kernels[0].GetProperty("start").GetInt64());
        Assert.Equal(64, kernels[0].GetProperty("bits").GetInt32());
        Assert.Equal("the newest release", json.GetProperty("choice").GetString());
        Assert.Equal("Linux version 9.9.9 (builder@host) #1 SMP", json.GetProperty("kernel").GetString());
        string first = files.Run("info", "--kernel", "1", "flash").Succeeded().Output;
        Assert.Contains("kernel     Linux version 6.1.1 (builder@host) #1 SMP", first);
    }

    // The older kernel raw, the newer one packed.
    static KernelFiles Flash()
    {
        var files = KernelFiles.WithKernel();
        files.Write("flash", [.. new byte[512], .. _oldImage, .. new byte[500], .. Shells.UImage(Packer.Pack(Codec.Gzip, files.Image), 1)]);
        files.Write("log", "BUG\n"u8.ToArray());
        return files;
    }

    static string[] Located(KernelFiles files, string[] arguments) =>
        [.. arguments.Select(word => word is "flash" or "Image" or "log" or "out" ? files[word] : word)];
}
