using Kallsyms.Elf;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// What clang's assembler adds to a table object in a kernel with debug data: an empty unit of lines (.debug_line) with the name of the
/// table's text. It does not depend on the table, and is linked as an object of its own, behind the table.
/// </summary>
sealed class TableLines : IDisposable
{
    TableLines(string path) => Object = path;

    /// <summary>The object.</summary>
    public string Object { get; }

    /// <summary>Makes it in the build directory; null where the tree's assembler adds nothing.</summary>
    /// <param name="make">Variables of the build.</param>
    /// <param name="tableObject">What the script calls the last table object.</param>
    public static TableLines? Make(KbuildVariables make, string tableObject)
    {
        if (make.Words("KBUILD_AFLAGS").LastOrDefault(word => word.StartsWith("-g", StringComparison.Ordinal)) is null or "-g0")
            return null;
        string text = Path.ChangeExtension(tableObject, ".S");
        var lines = new TableLines(Path.ChangeExtension(tableObject, ".lines.o"));
        try
        {
            // What an earlier build left there may be a link that leads elsewhere.
            File.Delete(text);
            File.Delete(lines.Object);
            // With a label, as every table has, and no symbol.
            using (var file = new FileStream(text, FileMode.CreateNew))
                file.Write(".Lkallsyms:\n"u8);
            if (TreeAssembler.Run(make, text, lines.Object) && HasLines(lines.Object))
                return lines;
        }
        finally
        {
            File.Delete(text);
        }
        lines.Dispose();
        return null;
    }

    /// <summary>Removes it.</summary>
    public void Dispose() => File.Delete(Object);

    static bool HasLines(string path)
    {
        using ElfFile file = ElfFile.Open(path);
        return file.FindSection(".debug_line") is { Size: > 0 };
    }
}
