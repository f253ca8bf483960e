namespace Kallsyms.Logs;

/// <summary>Decodes the lines of a piece, all but what depends on lines before it: the first and larger part of reading a log.</summary>
/// <param name="form">The form of the kernel's addresses.</param>
sealed class PieceDecoder(AddressForm form)
{
    readonly LogLine _line = new();
    readonly AddressFinder _finder = new(form);
    readonly List<LogAddress> _addresses = [];

    /// <summary>The piece.</summary>
    public LogPiece Piece { get; } = new();

    /// <summary>Finds the facts of its lines.</summary>
    public void Run()
    {
        for (int i = 0; i < Piece.Lines.Length; i++)
        {
            _line.Read(Piece.Line(i));
            _finder.Find(_line, default, _addresses);
            ref LineFacts facts = ref Piece.Lines[i];
            facts = facts with { Body = _line.Body, HasPhrase = _line.HasPhrase, HasAddresses = _addresses.Count > 0 };
        }
    }
}
