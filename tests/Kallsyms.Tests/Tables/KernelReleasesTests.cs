using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Tables;

/// <summary>A new release is one row, one golden file and one line of docs/format.md, which make golden writes.</summary>
public class KernelReleasesTests
{
    const string Folder = "tests/cases/releases";
    static readonly IReadOnlyList<ReleaseRow> _rows = KernelReleases.Rows;
    static readonly ReleaseTable _table = new(_rows, KernelReleases.Stable, KernelReleases.LastOfSeries);

    [Fact]
    [HasGoldenText]
    public void EveryRowHasItsGoldenFile()
    {
        KernelRelease[] releases =
        [
            .. _rows.Select(row => KernelRelease.FromUname(row.Since)!),
            .. KernelReleases.Stable.Select(row => KernelRelease.Parse($"linux-{row.Series}.y")),
            KernelRelease.Parse("linux-6.12").KeepingPiMarks(),
        ];
        string[] names = [.. releases.Select(release => release.Number)];
        names[^1] += "-keeping-pi-marks";
        foreach ((KernelRelease release, string name) in releases.Zip(names))
            Golden.File($"{Folder}/{name}.txt", ReleaseText.Describe(release));
        Assert.Equal(names.Order(), Directory.GetFiles(Path.Combine(Repository.Root, Folder)).Select(Path.GetFileNameWithoutExtension).Order());
    }

    [Fact]
    [HasGoldenText]
    public void EveryRowHasItsLineOfDocumentation()
    {
        (string[] tables, string[] symbols) = ([], []);
        var lines = new List<string>();
        foreach (ReleaseRow row in _rows.Reverse())
        {
            KernelRelease release = KernelRelease.FromUname(row.Since)!;
            string[] features = ReleaseText.Features(release.TableFormat);
            string[] rules = ReleaseText.Rules(release.Rules);
            string changes = tables.Length == 0 ? "the first: tests/cases/releases/2.6.10.txt"
                : string.Join("; ", new[] { ReleaseText.Changes(tables, features), ReleaseText.Changes(symbols, rules) }.Where(text => text.Length > 0));
            lines.Add($"| {row.Since}{(row.StartsEra ? ", era" : "")} | {changes} | {row.Source} |");
            (tables, symbols) = (features, rules);
        }
        lines.Reverse();
        Golden.Table("docs/format.md", $"| since | what is new in it | read in its |\n|---|---|---|\n{string.Join('\n', lines)}\n");
    }

    [Fact]
    public void ARowIsAllThatANewReleaseTakes()
    {
        int[] newest = [.. _table.Newest.Number.Split('.').Select(int.Parse)];
        string After(int minor) => $"{newest[0]}.{newest[1] + minor}";
        string next = $"{newest[0] + 1}.";
        var table = new ReleaseTable(
            [
                new(next + 1, "scripts/kallsyms.c") { StartsEra = true, Format = was => was with { WideCounters = true } },
                new(After(2), "scripts/mksysmap") { Symbols = was => was with { MapLetters = [.. "z"u8] } },
                .. _rows,
            ],
            KernelReleases.Stable, [After(6), .. KernelReleases.LastOfSeries]);

        Assert.Equal(($"linux-{next}1", next + 1), (table.Newest.Name, table.Newest.Number));
        Assert.Equal($"linux-{next}1", table.EraNames[^1]);
        Assert.Equal(_table.Newest.TableFormat with { WideCounters = true }, table.Parse($"linux-{next}1").TableFormat);
        Assert.Equal("z"u8, table.Parse($"linux-{next}1").Rules.MapLetters);
        Assert.Equal(next + 0, table.Parse(_table.EraNames[^1]).Number);
        Assert.Equal(_table.Newest.Rules.MapLetters, table.Parse($"linux-{After(1)}").Rules.MapLetters);
        Assert.Equal("z"u8, table.Parse($"linux-{After(6)}").Rules.MapLetters);
        Assert.Equal([$"linux-{next}1", $"linux-{After(2)}", _table.Newest.Name], table.All.Take(3).Select(release => release.Name));
        Assert.Contains($"any release from 2.6.10 to {next}1", Assert.Throws<KallsymsException>(() => table.Parse($"linux-{next}2")).Message);
        Assert.Throws<KallsymsException>(() => table.Parse($"linux-{After(7)}"));
        Assert.Equal($"linux-{next}1", table.FromUname(next + "7.3")!.Name);
    }

    [Fact]
    public void RowsFallAndSayWhereTheyWereRead()
    {
        string[] since = [.. _rows.Select(row => row.Since)];
        Assert.Equal(since, since.OrderByDescending(text => new Version(text)));
        Assert.All(_rows, row => Assert.StartsWith("scripts/", row.Source));
        Assert.All(_rows, row => Assert.True(row.Format is not null || row.Symbols is not null));
    }

    [Theory]
    [InlineData("linux-2.6.10", "4.5")]
    [InlineData("linux-4.6", "4.19")]
    [InlineData("linux-4.20", "4.20")]
    [InlineData("linux-5.0", "6.0")]
    [InlineData("linux-6.1", "6.1")]
    [InlineData("linux-6.2", "6.3")]
    [InlineData("linux-6.4", "6.14")]
    [InlineData("linux-6.15", "6.19")]
    [InlineData("linux-7.0", "7.2")]
    [InlineData("linux-6.6", "6.6")]
    [InlineData("linux-6.4.0", "6.4")]
    [InlineData("2.6.14", "2.6.14")]
    [InlineData("linux-6.1.y", "6.1.y")]
    public void ANameStandsForARelease(string name, string number) => Assert.Equal(number, KernelRelease.Parse(name).Number);

    [Theory]
    [InlineData("linux-9.9")]
    [InlineData("linux-99.4")]
    [InlineData("linux-3.20")]
    [InlineData("linux-2.6.40")]
    [InlineData("linux-2.6.9")]
    [InlineData("linux-6.12.y")]
    [InlineData("linux-6")]
    [InlineData("")]
    public void WhatIsNotKnownIsRefusedWithWhatIs(string name)
    {
        KallsymsException error = Assert.Throws<KallsymsException>(() => KernelRelease.Parse(name));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains($"unknown layout '{name}'; expected one of linux-2.6.10, linux-4.6, ", error.Message);
    }

    [Fact]
    public void AKernelOfALaterReleaseIsReadLikeTheNewest() =>
        Assert.Equal(KernelRelease.Newest.Name, KernelRelease.FromUname("99.9.1")!.Name);

    [Theory]
    [InlineData("6.12.117-amd64", "linux-6.12")]
    [InlineData("6.4.16", "linux-6.4.0")]
    [InlineData("6.1.0", "linux-6.1.0")]
    [InlineData("6.1.192-1", "linux-6.1.y")]
    [InlineData("2.6.32.5", "linux-2.6.32")]
    [InlineData("5.25", "linux-5.18")]
    [InlineData("2.6.9", null)]
    [InlineData("next", null)]
    public void AKernelTellsItsRelease(string uname, string? name)
    {
        KernelRelease? release = KernelRelease.FromUname(uname);
        Assert.Equal(name, release?.Name);
        if (release is not null)
            Assert.Equal(release.Number, KernelRelease.Parse(release.Name).Number);
    }

    [Fact]
    public void AFeatureThatWentIsThatOfTheLastReleaseWithIt()
    {
        Assert.Equal("6.10", KernelRelease.FindNewest(format => format.Encodings.Contains(AddressEncoding.Absolute)).Number);
        // 6.11 changed the tool alone; what it writes without an option for the encoding is another than in 6.10.
        Assert.Equal("6.11", KernelRelease.FindNewest(format => format.TakesPercpuForAbsolute).Number);
    }

    [Fact]
    public void FormatsAreValues()
    {
        TableFormat newer = KernelRelease.Parse("linux-6.12").TableFormat;
        Assert.Equal(newer, KernelRelease.Parse("linux-6.14").TableFormat);
        Assert.NotEqual(newer, KernelRelease.Parse("linux-6.10").TableFormat);
        Assert.Equal(newer.Shape, KernelRelease.Parse("linux-6.10").TableFormat.Shape);
        Assert.NotEqual(newer.Shape, KernelRelease.Parse("linux-6.3").TableFormat.Shape);
    }
}
