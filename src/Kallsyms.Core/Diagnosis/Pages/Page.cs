using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Kallsyms.Digests;

namespace Kallsyms.Diagnosis.Pages;

/// <summary>
/// A self-contained page: markup, style, script and data in one file that makes no network requests. The script inserts data into the
/// page as text and never as markup, since names come from images, and images from anywhere.
/// </summary>
static class Page
{
    // Later scripts use what earlier ones define.
    static readonly string[] _scripts = ["elements.js", "treemap.js", "statistics.js", "explanation.js", "page.js"];

    /// <summary>Writes the page. The same data gives the same bytes.</summary>
    public static void Write(Stream stream, PageData data)
    {
        string style = Resource("page.css");
        string script = $"\"use strict\";\n(() => {{\n{string.Concat(_scripts.Select(Resource))}}})();\n";
        var parts = new Dictionary<string, string>
        {
            ["title"] = WebUtility.HtmlEncode(data.Title),
            ["style"] = style,
            ["style-hash"] = Hash(style),
            ["script"] = script,
            ["script-hash"] = Hash(script),
            // The writer escapes every character that has a meaning in markup.
            ["data"] = Json(data),
        };
        // A part may contain what looks like a placeholder for another, so nothing is replaced twice.
        foreach (string piece in Resource("page.html").Split("{{"))
        {
            int end = piece.IndexOf("}}", StringComparison.Ordinal);
            if (end >= 0)
                stream.Write(Encoding.UTF8.GetBytes(parts[piece[..end]]));
            stream.Write(Encoding.UTF8.GetBytes(end < 0 ? piece : piece[(end + 2)..]));
        }
    }

    static string Json(PageData data)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            PageJson.Write(json, data);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    // With these, a browser runs no other script and applies no other style, whatever gets into the page.
    static string Hash(string text) => "sha256-" + Convert.ToBase64String(Digest.Compute(DigestKind.Sha256, Encoding.UTF8.GetBytes(text)));

    static string Resource(string name)
    {
        using Stream resource = typeof(Page).Assembly.GetManifestResourceStream("page/" + name)!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
