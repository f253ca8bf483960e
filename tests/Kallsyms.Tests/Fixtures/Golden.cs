using Xunit;

namespace Kallsyms.Tests.Fixtures;

/// <summary>Texts of the repository that are made from the code: tests compare them, and rewrite them where UPDATE_EXPECTED=1 (make golden).</summary>
static class Golden
{
    static readonly bool _isRewritten = Environment.GetEnvironmentVariable("UPDATE_EXPECTED") == "1";

    /// <summary>A file is made from the code as a whole.</summary>
    public static void File(string name, string text)
    {
        string path = Path.Combine(Repository.Root, name);
        if (_isRewritten)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, text);
        }
        else
        {
            Assert.True(System.IO.File.Exists(path) && System.IO.File.ReadAllText(path) == text, $"{name} is another than the code gives; make golden rewrites it");
        }
    }

    /// <summary>A page has a table, recognised by its first line; it ends with an empty line.</summary>
    public static void Table(string page, string table)
    {
        string path = Path.Combine(Repository.Root, page);
        string text = System.IO.File.ReadAllText(path);
        int start = text.IndexOf(table[..(table.IndexOf('\n') + 1)], StringComparison.Ordinal);
        Assert.True(start >= 0, $"{page} has no table with this head: {table}");
        int end = text.IndexOf("\n\n", start, StringComparison.Ordinal) is >= 0 and int gap ? gap + 1 : text.Length;
        if (_isRewritten)
            System.IO.File.WriteAllText(path, text[..start] + table + text[end..]);
        else
            Assert.True(text[start..end] == table, $"{page} has another table than the code gives; make golden rewrites it:\n{table}");
    }
}
