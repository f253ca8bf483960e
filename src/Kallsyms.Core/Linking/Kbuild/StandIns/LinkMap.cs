using System.Text.RegularExpressions;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>The linker's own map of an image (-Map), with the names that the files have in the end.</summary>
static class LinkMap
{
    /// <summary>Puts names in the place of those in a directory of ours.</summary>
    /// <param name="map">The map's text.</param>
    /// <param name="directory">That directory.</param>
    /// <param name="output">The name of the image.</param>
    /// <param name="tableObject">The name of the table object.</param>
    public static string WithNames(string map, string directory, string output, string tableObject) =>
        Regex.Replace(
            map, Regex.Escape(directory) + "[^\\s()]*",
            path => path.Value.EndsWith(".o", StringComparison.Ordinal) ? tableObject : output);
}
