namespace Kallsyms.Logs;

/// <summary>Decodes the lines of a piece, all but what depends on lines before it: the first and larger part of reading a log.</summary>
/// <param name="form">The form of the kernel's addresses.</param>
sealed class PieceDecoder(AddressForm form)
{
    readonly LogLine _line = new();
    readonly AddressFinder _finder = new(form);

    /// <summary>The piece.</summary>
    public LogPiece Piece { get; } = new();

    /// <summary>Finds the facts of its lines, and the addresses that they have in no special section.</summary>
    public void Run()
    {
        for (int i = 0; i < Piece.Count; i++)
        {
            _line.Read(Piece.Line(i));
            _finder.Find(_line, default, Piece.AllAddresses);
            Piece.Set(i, new(_line.Body, _line.HasPhrase));
        }
    }
}
