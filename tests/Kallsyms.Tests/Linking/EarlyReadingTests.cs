using Kallsyms.Elf;
using Kallsyms.Linking;
using Kallsyms.Symbols;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

[RunsKallsyms]
public class EarlyReadingTests
{
    [Fact]
    public void AnErrorMadeByReadingTooEarlyIsForgotten()
    {
        using LinkDirectory here = Linked();
        using var tried = new ManualResetEventSlim();
        int calls = 0;
        using var reading = new EarlyReading(here["main"], _ =>
        {
            calls++;
            tried.Set();
            throw new KallsymsException(ErrorKind.Unreadable, $"call {calls}", "main");
        });
        Assert.True(tried.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Contains("call 2", Assert.Throws<KallsymsException>(() => reading.Finish()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasMadeOfAnImageThatStayedCounts()
    {
        using LinkDirectory here = Linked();
        var seen = new List<SymbolList>();
        using EarlyReading reading = Watch(here["main"], seen);
        using var image = reading.Finish().Image;
        Assert.Single(seen);
    }

    [Fact]
    public void WhatWasMadeOfAnImageWhoseSymbolsChangedIsMadeAgain()
    {
        using LinkDirectory here = Linked();
        var seen = new List<SymbolList>();
        using EarlyReading reading = Watch(here["main"], seen);
        Rename(here["main"], "\0main\0"u8, "\0mein\0"u8);
        using var image = reading.Finish().Image;
        Assert.Equal(2, seen.Count);
        Assert.Null(seen[0].AddressOf("mein"u8));
        Assert.NotNull(seen[1].AddressOf("mein"u8));
    }

    [Fact]
    public void AnImageThatLldHasNotNamedYetIsRead()
    {
        using LinkDirectory here = Linked();
        File.Move(here["main"], here["main.tmp0c1d2e3"]);
        var seen = new List<SymbolList>();
        using EarlyReading reading = Watch(here["main"], seen);
        File.Move(here["main.tmp0c1d2e3"], here["main"]);
        using var image = reading.Finish().Image;
        Assert.Single(seen);
        Assert.NotNull(seen[0].AddressOf("main"u8));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnImageIsNotReadBeforeItsSymbolsAreWritten(bool namesAreMissing)
    {
        using LinkDirectory here = Linked();
        byte[] whole = File.ReadAllBytes(here["main"]);
        using (ElfFile file = ElfFile.Open(here["main"]))
        {
            ElfSection symbols = file.Sections.Single(section => section.Type == SectionType.SymbolTable);
            ElfSection missing = namesAreMissing ? file.Sections[symbols.Link] : symbols;
            byte[] unfinished = [.. whole];
            unfinished.AsSpan((int)missing.Offset, (int)missing.Size).Clear();
            File.WriteAllBytes(here["main.tmp0c1d2e3"], unfinished);
        }
        File.Delete(here["main"]);
        var seen = new List<SymbolList>();
        using (var reading = new EarlyReading(here["main"], image => Note(image, seen)))
        {
            File.WriteAllBytes(here["main"], whole);
            using var image = reading.Finish().Image;
        }
        Assert.NotNull(Assert.Single(seen).AddressOf("main"u8));
    }

    [Fact]
    public void WithoutAnImageNothingIsRead()
    {
        using var scratch = new Scratch();
        int calls = 0;
        using (var reading = new EarlyReading(scratch["none"], _ => throw new InvalidOperationException($"call {++calls}")))
            Assert.Equal(scratch["none"], Assert.Throws<KallsymsException>(() => reading.Finish()).File);
        Assert.Equal(0, calls);
    }

    static LinkDirectory Linked()
    {
        Command.Require("gcc");
        LinkDirectory here = new LinkDirectory().Compile("main.o");
        here.Link("--", "gcc", "main.o", "-o", "main").Succeeded();
        return here;
    }

    static LinkTable Note(Kallsyms.Linking.LinkedImage image, List<SymbolList> seen)
    {
        seen.Add(image.Symbols);
        return new(image.Symbols, false, null!, null!, null);
    }

    // The image was read when this returns.
    static EarlyReading Watch(string path, List<SymbolList> seen)
    {
        var read = new TaskCompletionSource();
        var reading = new EarlyReading(path, image =>
        {
            LinkTable made = Note(image, seen);
            read.TrySetResult();
            return made;
        });
        Assert.True(read.Task.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        return reading;
    }

    static void Rename(string path, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        int at = File.ReadAllBytes(path).AsSpan().LastIndexOf(from);
        Assert.True(at > 0);
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = at;
        file.Write(to);
    }
}
