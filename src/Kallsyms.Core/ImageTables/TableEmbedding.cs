namespace Kallsyms.ImageTables;

/// <summary>Puts a table into the room in a finished image; nothing else in the image changes.</summary>
static class TableEmbedding
{
    /// <summary>
    /// Returns the bytes of a room with a table in it. The table claims all of the room, so that it can be replaced later.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <param name="content">The contents of the table.</param>
    /// <param name="image">The name of the image in messages.</param>
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
