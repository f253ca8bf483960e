using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>One link with room for a table, and the table that its image needs.</summary>
/// <param name="Path">The linked image.</param>
/// <param name="Elapsed">The time the linker took.</param>
/// <param name="Image">The image as read.</param>
/// <param name="Made">The table made from it.</param>
sealed record LinkPass(string Path, TimeSpan Elapsed, LinkedImage Image, LinkTable Made) : IDisposable
{
    /// <summary>The table of this image.</summary>
    public Table Table => Made.Table;

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();
}
