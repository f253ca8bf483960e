namespace Kallsyms.ImageTables;

/// <summary>Puts a table into the room that a finished image has; nothing else in the image changes.</summary>
static class TableEmbedding
{
    /// <summary>The bytes of a room with a table in it; the table claims all of it, so that it can be replaced again.</summary>
    /// <param name="room">The room.</param>
    /// <param name="content">What the table is to say.</param>
    /// <param name="image">What messages call the image.</param>
    /// <exception cref="KallsymsException">The room is too small.</exception>
    public static (byte[] Bytes, int Needed) Fill(TableRoom room, ImageTableContent content, string image)
    {
        var writer = new ImageTableWriter(content);
        int needed = writer.Size(room.Address);
        if (needed > room.Size)
        {
            throw new KallsymsException(
                ErrorKind.Negative,
                $"the table needs {needed} bytes, and there is room for {room.Size}: choose fewer symbols (--symbols functions, --only, "
                + "--drop-names), cut names (--max-name), or reserve more", image);
        }
        byte[] bytes = writer.Write(room.Address, room.Size);
        ImageTableContent read = ImageTableReader.Read(bytes, image).Content;
        return ImageTableVerifier.IsSame(read, content) ? (bytes, needed)
            : throw new InvalidOperationException("the table that was made says something else than it was made from");
    }
}
