using System.Net;
using System.Text;
using System.Text.Json;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>
/// One self-contained page: markup, style, script and data in one file that asks no network for anything. What it shows is data that the
/// script puts into the page as text, never as markup: names come from images, and images from anywhere.
/// </summary>
public static class Page
{
    /// <summary>Writes the page.</summary>
    public static void Write(Stream stream, PageData data)
    {
        string markup = Resource("page.html");
        foreach ((string place, string text) in ((string, string)[])
        [
            ("{{title}}", WebUtility.HtmlEncode(data.Title)),
            ("{{style}}", Resource("page.css")),
            ("{{script}}", Resource("page.js")),
            // The serializer escapes every character that means something in markup.
            ("{{data}}", JsonSerializer.Serialize(data, PageJson.Default.PageData)),
        ])
        {
            int at = markup.IndexOf(place, StringComparison.Ordinal);
            stream.Write(Encoding.UTF8.GetBytes(markup[..at]));
            stream.Write(Encoding.UTF8.GetBytes(text));
            markup = markup[(at + place.Length)..];
        }
        stream.Write(Encoding.UTF8.GetBytes(markup));
    }

    static string Resource(string name)
    {
        using Stream resource = typeof(Page).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
