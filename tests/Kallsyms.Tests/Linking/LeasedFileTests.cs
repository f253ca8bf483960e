using System.Diagnostics;
using Kallsyms.Linking;
using Kallsyms.Tests.Fixtures;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Kallsyms.Tests.Linking;

public class LeasedFileTests
{
    [Fact]
    public async Task WhoOpensItEarlyReadsAllOfIt()
    {
        using var scratch = new Scratch();
        string path = scratch["held"];
        byte[] bytes = [.. Enumerable.Range(0, 1 << 20).Select(i => (byte)(i * 7))];
        using LeasedFile file = LeasedFile.Create(New(path));
        Assert.SkipUnless(file.IsHeld, "this file system knows no leases");

        // It opens the file before it says so, and cannot have read it then.
        using Process reader = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "echo opening; exec cat \"$0\"", path]) { RedirectStandardOutput = true })!;
        Assert.Equal("opening", ReadLine(reader.StandardOutput.BaseStream));
        Assert.True(file.Complete(bytes));
        using var read = new MemoryStream();
        await reader.StandardOutput.BaseStream.CopyToAsync(read, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public void AFileThatSomebodyHasOpenIsNotHeld()
    {
        using var scratch = new Scratch();
        string path = scratch["open"];
        using FileStream other = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        using LeasedFile file = LeasedFile.Create(New(path));
        Assert.False(file.IsHeld);
        Assert.False(file.Complete("all"u8));
        Assert.Equal("all", new StreamReader(other).ReadToEnd());
    }

    [Fact]
    public void AFileThatIsGivenUpCanBeOpened()
    {
        using var scratch = new Scratch();
        string path = scratch["given-up"];
        using (LeasedFile.Create(New(path)))
        {
        }
        Assert.Empty(File.ReadAllBytes(path));
    }

    static SafeFileHandle New(string path) => File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);

    static string ReadLine(Stream stream)
    {
        var line = new List<char>();
        for (int next; (next = stream.ReadByte()) is not ('\n' or -1);)
            line.Add((char)next);
        return new([.. line]);
    }
}
