using Kallsyms.Linking;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

public class EarlyReadingTests
{
    [Fact]
    public void AnErrorMadeByReadingTooEarlyIsForgotten()
    {
        using var scratch = new Scratch();
        string path = scratch.Write("image", "\x7f" + "ELF, and no more of it yet");
        using var tried = new ManualResetEventSlim();
        int calls = 0;
        using var reading = new EarlyReading(path, () =>
        {
            calls++;
            tried.Set();
            throw new KallsymsException(ErrorKind.Unreadable, $"call {calls}", path);
        });
        Assert.True(tried.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Contains("call 2", Assert.Throws<KallsymsException>(reading.Finish).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAnImageNothingIsRead()
    {
        using var scratch = new Scratch();
        using (new EarlyReading(scratch["none"], () => throw new InvalidOperationException("there is nothing to read")))
        {
        }
        Assert.Empty(Directory.EnumerateFiles(scratch.Directory));
    }
}
