using System.Text;
using System.Text.Json;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Images;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>dump, info and unpack: what is in an image, and nothing that is not proved.</summary>
[RunsKallsyms]
public class ReadCommandTests
{
    [Fact]
    public void DumpPrintsWhatTheKernelWouldFromAFileOrAStream()
    {
        using var files = KernelFiles.WithKernel();
        Assert.Equal(files.Listing, files.Run("dump", "bzImage").Succeeded().Output);
        Assert.Equal(files.Listing, files.Run("dump", "Image").Succeeded().Output);
        Assert.Equal(files.Listing, Command.Kallsyms(["dump", "-"], input: File.ReadAllBytes(files["bzImage"])).Succeeded().Output);
        files.Run("dump", "-o", "list", "bzImage").Succeeded();
        Assert.Equal(files.Listing, File.ReadAllText(files["list"]));
    }

    [Fact]
    public void WhatIsNotProvedIsRefusedUnlessItIsAskedFor()
    {
        using var files = KernelFiles.WithKernel(new SampleKernel { Release = KernelRelease.Parse("linux-6.12"), Lie = 0x40 });
        Command refused = files.Run("dump", "Image").Exited(1);
        Assert.Empty(refused.Output);
        Assert.Contains("not proved", refused.Error);
        Command given = files.Run("dump", "--unproved", "Image").Succeeded();
        Assert.Equal(files.Listing, given.Output);
        Assert.Contains("warning", given.Error);
        Assert.Contains("place      not proved", files.Run("info", "Image").Exited(1).Output);
        files.Run("info", "--unproved", "Image").Succeeded();
        files.Run("lookup", "Image", "schedule").Exited(1);
        files.Run("elf", "Image", "-o", "elf").Exited(1);
        Assert.False(File.Exists(files["elf"]));
    }

    [Fact]
    public void VerifyOfAnImageWithoutSymbols_TellsHowMuchElseSpeaksForItsTable()
    {
        using var files = KernelFiles.WithKernel();
        Assert.Contains(
            "elsewhere in the image are the names of ", files.Run("verify", "bzImage").Succeeded().Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(files.Run("verify", "--json", "bzImage").Succeeded().Output);
        Assert.InRange(json.RootElement.GetProperty("vouched").GetProperty("addresses").GetInt32(), 0, files.Kernel.Symbols.Count);
    }

    [Fact]
    public void InfoTellsLayersTableAndProof()
    {
        using var files = KernelFiles.WithKernel();
        string text = files.Run("info", "bzImage").Succeeded().Output;
        Assert.Contains("bzImage (", text);
        Assert.Contains("> Zstd at 0x1040 (", text);
        Assert.Contains("kernel     Linux version 9.9.9 (builder@host) #1 SMP", text);
        Assert.Contains($"{files.Kernel.Symbols.Count} symbols", text);
        Assert.Contains("place      proved", text);

        JsonElement json = Json(files.Run("info", "--json", "bzImage").Succeeded());
        Assert.Equal(1, json.GetProperty("schema").GetInt32());
        Assert.Equal(["bzImage", "Zstd", "flat"], json.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("format").GetString()));
        JsonElement table = json.GetProperty("table");
        Assert.True(table.GetProperty("proved").GetBoolean());
        Assert.Equal("ffffffff81000000", table.GetProperty("origin").GetString());
        Assert.Equal(64, table.GetProperty("bits").GetInt32());
        Assert.Contains(table.GetProperty("parts").EnumerateArray(), part => part.GetProperty("label").GetString() == "kallsyms_token_index" && part.GetProperty("length").GetInt64() == 512);
        Assert.Contains(table.GetProperty("checks").EnumerateArray(), check => check.GetProperty("name").GetString() == "banner" && check.GetProperty("outcome").GetString() == "passed");
    }

    [Theory]
    [InlineData("CONFIG_KALLSYMS=y\n", "not-found", "no table was found")]
    [InlineData("# CONFIG_KALLSYMS is not set\nCONFIG_X=y\n", "compiled-out", "compiled out")]
    public void CompiledOutIsToldFromNotFound(string config, string reason, string words)
    {
        using var files = KernelFiles.WithMap();
        files.Write("image", [.. new byte[5000], .. "Linux version 6.1.0 (a@b) #1\n\0IKCFG_ST"u8, .. Packer.Pack(Codec.Gzip, Encoding.ASCII.GetBytes(config)), .. "IKCFG_ED"u8]);
        Assert.Contains(words, files.Run("info", "image").Exited(1).Output);
        JsonElement json = Json(files.Run("info", "--json", "image").Exited(1));
        Assert.Equal(reason, json.GetProperty("absence").GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("table").ValueKind);
        Assert.Contains(words, files.Run("dump", "image").Exited(1).Error);
    }

    [Theory]
    [InlineData("images of kernels are /boot/vmlinuz-RELEASE", "dump", "none")]
    [InlineData("images of kernels are /boot/vmlinuz-RELEASE", "lookup", "none", "main")]
    [InlineData("images of kernels are /boot/vmlinuz-RELEASE", "annotate", "none", "System.map")]
    [InlineData("dmesg > FILE", "annotate", "System.map", "none")]
    [InlineData("the directory of a kernel's build", "explain", "System.map", "none")]
    [InlineData("nm -n IMAGE prints such a list", "gen", "none")]
    public void AMissingFile_IsSaidWithWhereSuchAFileComesFrom(string said, params string[] command)
    {
        using var files = KernelFiles.WithMap();
        string error = files.Run(command).Exited(3).Error;
        Assert.Contains("none: no such file; ", error, StringComparison.Ordinal);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public void UnpackGivesTheKernelItself()
    {
        using var files = KernelFiles.WithKernel();
        files.Run("unpack", "bzImage", "-o", "kernel").Succeeded();
        Assert.Equal(files.Image, File.ReadAllBytes(files["kernel"]));
        Assert.Equal(files.Image, files.Run("unpack", "bzImage").Succeeded().OutputBytes);
        files.Write("noise", new byte[10_000]);
        Assert.Contains("no Linux kernel", files.Run("unpack", "noise", "-o", "nothing").Exited(1).Error);
        Assert.False(File.Exists(files["nothing"]));
    }

    [Fact]
    public void DamageAndBombsAreErrorsThatNameTheFile()
    {
        using var files = KernelFiles.WithKernel();
        byte[] packed = Packer.Pack(Codec.Zstd, files.Image);
        files.Write("cut", Shells.BzImage(packed[..(packed.Length / 2)]));
        files.Write("bomb", Shells.BzImage(Packer.Pack(Codec.Bzip2, new byte[100 << 20])));
        foreach (string name in (string[])["cut", "bomb", "missing"])
        {
            Command failed = files.Run("dump", name).Exited(3);
            Assert.StartsWith($"kallsyms: {name}", failed.Error);
            Assert.Single(failed.Error.TrimEnd().Split('\n'));
        }
    }

    static JsonElement Json(Command command) => JsonDocument.Parse(command.OutputBytes).RootElement;
}
