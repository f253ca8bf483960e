using System.Text.Json;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Diagnosis.Statistics;

[RunsKallsyms]
public class StatCommandTests
{
    [Theory]
    [InlineData("linux-4.4")]
    [InlineData("linux-7.0")]
    public void SizesAreThoseBetweenTheLabelsOfTheImage(string layout)
    {
        using LinkDirectory directory = Linked(layout);
        (string Name, ulong Address)[] labels = [.. directory.Run("nm", "-n", "image").Output.Split('\n')
            .Select(line => line.Split(' ')).Where(fields => fields.Length == 3 && fields[2].StartsWith("kallsyms_", StringComparison.Ordinal))
            .Select(fields => (fields[2], Convert.ToUInt64(fields[0], 16)))];
        using JsonDocument json = JsonDocument.Parse(directory.Kallsyms("stat", "--json", "image").Succeeded().Output);
        JsonElement table = json.RootElement.GetProperty("table");
        (string Name, long Bytes)[] parts = [.. table.GetProperty("subTables").EnumerateArray()
            .Select(part => (part.GetProperty("label").GetString()!, part.GetProperty("bytes").GetInt64()))];

        Assert.Equal(labels.Select(label => label.Name), parts.Select(part => part.Name));
        Assert.Equal(labels[^1].Address - labels[0].Address, (ulong)(table.GetProperty("bytes").GetInt64() - parts[^1].Bytes));
        for (int i = 0; i + 1 < parts.Length; i++)
            Assert.InRange((long)(labels[i + 1].Address - labels[i].Address) - parts[i].Bytes, 0, 7);
    }

    [Fact]
    public void APageAppearsWholeOrNotAtAll()
    {
        using LinkDirectory directory = Linked("linux-7.0");
        directory.Write("page.html", "old");
        directory.Run("objcopy", "--strip-all", "program.o", "stripped.o");
        directory.Kallsyms("stat", "--html", "page.html", "stripped.o").Exited(1);
        Assert.Equal("old", File.ReadAllText(directory["page.html"]));
        directory.Kallsyms("stat", "-q", "--html", "nowhere/page.html", "image").Exited(3);
        directory.Kallsyms("stat", "-q", "--html", "page.html", "image").Succeeded();
        Assert.EndsWith("</html>\n", File.ReadAllText(directory["page.html"]), StringComparison.Ordinal);
        directory.HasOnly("image", "page.html", "program.o", "stripped.o");
    }

    [Fact]
    public void APageOfTwoPassesSaysTheSameAsTheText()
    {
        using LinkDirectory directory = Linked("linux-7.0");
        directory.Write("before.map", "0000000000001000 T _text\n0000000000001008 t gone\n0000000000002000 T _end\n");
        directory.Write("after.map", "0000000000001000 T _text\n0000000000002000 T _end\n");
        string text = directory.Kallsyms("explain", "--html", "page.html", "before.map", "after.map").Exited(1).Output;
        string page = File.ReadAllText(directory["page.html"]);
        string data = page.Split("<script type=\"application/json\" id=\"data\">")[1].Split("</script>")[0];
        using JsonDocument json = JsonDocument.Parse(data);
        JsonElement view = json.RootElement.GetProperty("explanation");
        Assert.Contains($"class {view.GetProperty("class").GetString()}", text, StringComparison.Ordinal);
        Assert.Equal("gone", view.GetProperty("differences")[0].GetProperty("name").GetString());
    }

    static LinkDirectory Linked(string layout)
    {
        LinkDirectory directory = new LinkDirectory().Compile("program.o", encoding: layout == "linux-4.4" ? 0 : 2);
        directory.Link("-q", "--layout", layout, "--", "gcc", "program.o", "-o", "image").Succeeded();
        return directory;
    }
}
