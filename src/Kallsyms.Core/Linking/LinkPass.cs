using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>One link with room for a table, and the table that its image turned out to need.</summary>
/// <param name="Path">The linked image.</param>
/// <param name="Elapsed">Time the linker took.</param>
/// <param name="Image">What the image reports.</param>
/// <param name="Made">What was made of it.</param>
sealed record LinkPass(string Path, TimeSpan Elapsed, LinkedImage Image, LinkTable Made) : IDisposable
{
    /// <summary>The table of this image.</summary>
    public Table Table => Made.Table;

    /// <inheritdoc/>
    public void Dispose() => Image.Dispose();
}
