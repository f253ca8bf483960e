using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Kallsyms.Sources;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Sources;

/// <summary>Streams are copied, in memory or beyond that in a file without a name; files are read in place.</summary>
public class SourceFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    [InlineData(Spool.MaxInMemory)]
    [InlineData(Spool.MaxInMemory + 1)]
    [InlineData(Spool.MaxInMemory + 5_000_000)]
    public void AStreamIsCopiedByteForByteHoweverLong(int length)
    {
        byte[] bytes = Sample(length);
        using ByteSource copy = SourceFile.Copy(new Trickle(bytes), "stream", TestContext.Current.CancellationToken);
        Assert.Equal(length, copy.Length);
        Assert.Equal(length > Spool.MaxInMemory, copy.Memory is null);
        Assert.True(bytes.AsSpan().SequenceEqual(copy.Read(0, length)));
    }

    [Fact]
    public async Task APipeWithANameIsReadLikeAFile()
    {
        Command.Require("mkfifo");
        using var scratch = new Scratch();
        Command.Run("mkfifo", [scratch["pipe"]]).Succeeded();
        byte[] bytes = Sample(300_000);
        Task writer = Task.Run(() => File.WriteAllBytes(scratch["pipe"], bytes), TestContext.Current.CancellationToken);
        using ByteSource source = SourceFile.Open(scratch["pipe"]);
        Assert.Equal(bytes, source.Read(0, source.Length));
        await writer;
    }

    [Fact]
    public void FilesOfProcAreReadThoughTheyTellNoLength()
    {
        using ByteSource source = SourceFile.Open("/proc/self/status");
        Assert.True(source.Length > 0);
    }

    [Fact]
    public void AFileThatWasReadInPartGoesOnWhereItStands()
    {
        using var scratch = new Scratch();
        using FileStream file = File.OpenRead(scratch.Write("file", "0123456789"));
        file.Position = 4;
        using ByteSource source = SourceFile.Open(file.SafeFileHandle, "file");
        Assert.Equal("456789"u8, source.Read(0, source.Length));
    }

    [Fact]
    public void ADirectoryAndAMissingFileAreErrorsThatNameThem()
    {
        Assert.Equal("/: cannot be read: a directory, or permission denied", Failure("/"));
        Assert.Equal("/missing: no such file", Failure("/missing"));

        static string Failure(string path) => Assert.Throws<KallsymsException>(() => SourceFile.Open(path)).Message;
    }

    // With zeros in the middle and at the end, which are not written.
    static byte[] Sample(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        bytes.AsSpan(length / 2, length / 8).Clear();
        bytes.AsSpan(length - length / 16).Clear();
        return bytes;
    }

    // A few bytes at a time, as pipes give them.
    sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 65_521)]);

        public override bool CanSeek => false;
    }
}
