using Kallsyms.Elf;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Elf;

/// <summary>Each linker has its own way to a build id, and it is recognised by going it.</summary>
public class BuildIdTests
{
    [Theory]
    [InlineData("ld", "sha1", 20)]
    [InlineData("ld", "md5", 16)]
    [InlineData("ld.lld", "sha1", 20)]
    [InlineData("ld.lld-19", "sha1", 20)] // BLAKE3, cut
    [InlineData("ld.lld-19", "md5", 16)]
    public void Recognise_ImageOfALinker_RecomputesItsIdAndAnotherForOtherBytes(string linker, string style, int length)
    {
        Command.Require("as", linker);
        using var scratch = new Scratch();
        // More than one of the pieces that are digested by themselves.
        scratch.Write("a.s", ".globl _start\n_start: .quad _start\n.data\nmarker: .fill 300000, 8, 0x1234567\n");
        Command.Run("as", ["a.s", "-o", "a.o"], scratch.Directory).Succeeded();
        Command.Run(linker, [$"--build-id={style}", "a.o", "-o", "a"], scratch.Directory).Succeeded();
        using ElfFile image = ElfFile.Open(scratch["a"]);
        BuildId id = Assert.IsType<BuildId>(BuildId.Recognise(image));
        byte[] written = Assert.IsType<byte[]>(BuildId.Read(image));
        Assert.Equal(length, written.Length);

        byte[] bytes = File.ReadAllBytes(scratch["a"]);
        id.Recompute(image).Apply(scratch["a"]);
        Assert.Equal(bytes, File.ReadAllBytes(scratch["a"]));
        // The linker's own for other contents is what is worked out for them.
        scratch.Write("b.s", File.ReadAllText(scratch["a.s"]).Replace("0x1234567", "0x1234568", StringComparison.Ordinal));
        Command.Run("as", ["b.s", "-o", "a.o"], scratch.Directory).Succeeded();
        Command.Run(linker, [$"--build-id={style}", "a.o", "-o", "b"], scratch.Directory).Succeeded();
        using ElfFile other = ElfFile.Open(scratch["b"]);
        bytes = File.ReadAllBytes(scratch["b"]);
        Assert.NotEqual(written, BuildId.Read(other));
        id.Recompute(other).Apply(scratch["b"]);
        Assert.Equal(bytes, File.ReadAllBytes(scratch["b"]));
    }
}
