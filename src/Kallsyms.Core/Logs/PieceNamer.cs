using System.Runtime.InteropServices;

namespace Kallsyms.Logs;

/// <summary>Writes the lines of a piece with names, when all of the log is known.</summary>
/// <param name="form">The form of the kernel's addresses.</param>
/// <param name="writer">Writes lines.</param>
/// <param name="marks">Which lines can get names.</param>
sealed class PieceNamer(AddressForm form, LineWriter writer, LineMarks marks) : PieceText(new())
{
    readonly LogLine _line = new();
    readonly AddressFinder _finder = new(form);
    readonly List<LogAddress> _addresses = [];

    /// <inheritdoc/>
    protected override void Write(int index, Stream output)
    {
        ReadOnlySpan<byte> line = Piece.Line(index);
        long number = Piece.First + index;
        if (marks.Section(number) is not { } section)
        {
            output.Write(line);
            return;
        }
        Stretch stretch = marks.Stretch(number);
        _line.Read(line);
        _addresses.Clear();
        _finder.Find(_line, section, _addresses);
        Count(stretch, writer.Write(line, _line, CollectionsMarshal.AsSpan(_addresses), stretch.Verdict, output));
    }
}
