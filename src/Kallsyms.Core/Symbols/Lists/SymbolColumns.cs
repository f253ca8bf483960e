using Kallsyms.Elf;

namespace Kallsyms.Symbols.Lists;

/// <summary>
/// Collects an unknown number of symbols from a text as columns, and the bytes of their names, in pieces that are joined once.
/// </summary>
sealed class SymbolColumns(string file)
{
    // Kernels have 200,000 symbols, the largest images a few million.
    const int MostSymbols = 1 << 26;
    const int MostNameBytes = 1 << 30;
    const int NarrowDigits = 8;
    const int ManyAddresses = 20;
    const int FirstPiece = 1 << 10;
    const int LargestPiece = 1 << 16;
    const int NamePiece = 1 << 20;

    readonly List<Piece> _pieces = [];
    readonly List<byte[]> _names = [];
    readonly List<(int First, string? Module)> _modules = [];
    Piece _piece = new(FirstPiece);
    byte[] _name = new byte[FirstPiece];
    int _nameUsed;
    int _nameBytes;
    int _before;
    int _wide;
    int _narrow;
    int _short;
    int _uneven;
    ulong _last;
    bool _hasLetter;

    /// <summary>The number of symbols so far.</summary>
    public int Count => _before + _piece.Count;

    /// <summary>Whether some address is written with digits.</summary>
    public bool HasDigits => _wide + _narrow > 0;

    /// <summary>
    /// Whether addresses have 64 bits, by their digits: most have more than eight. Null: leading zeros are omitted, so that addresses of
    /// 64 bits need no more than eight either.
    /// </summary>
    /// <param name="isPadded">Whether the tool that wrote the list does not omit them, as far as it is known.</param>
    public bool? IsWide(bool isPadded)
    {
        bool omitsZeros = !isPadded || _short > 0 || !HasDigits;
        return _wide > (omitsZeros ? 0 : _narrow) ? true : omitsZeros ? null : false;
    }

    /// <summary>
    /// Whether there are many different addresses without a digit above 9, which are decimal or octal. Even ones, as people write them in
    /// examples, prove nothing.
    /// </summary>
    public bool IsOtherBase => _uneven >= ManyAddresses && !_hasLetter;

    /// <summary>Whether some symbol has an address other than 0.</summary>
    public bool HasAddress { get; private set; }

    /// <summary>The number of symbols that are not undefined.</summary>
    public int Defined { get; private set; }

    /// <summary>Where the symbols of each module start; empty if all are the kernel's.</summary>
    public IReadOnlyList<(int First, string? Module)> Modules => _modules;

    /// <exception cref="KallsymsException">There are too many symbols.</exception>
    public void Add(in SymbolLine symbol)
    {
        if (symbol.Module.Length > 0 || _modules.Count > 0)
            NoteModule(symbol.Module);
        if (_piece.Count == _piece.Addresses.Length)
            NextPiece();
        int at = _piece.Count++;
        _piece.Addresses[at] = symbol.Address;
        _piece.Types[at] = symbol.Type;
        _piece.NameOffsets[at] = _nameBytes;
        _piece.NameLengths[at] = symbol.Name.Length;
        _piece.Sections[at] = symbol.IsUndefined ? SectionIndex.Undefined : symbol.Section;
        if (symbol.Size != 0)
            (_piece.Sizes ??= new ulong[_piece.Addresses.Length])[at] = symbol.Size;
        _wide += symbol.Digits > NarrowDigits ? 1 : 0;
        _narrow += symbol.Digits is > 0 and <= NarrowDigits ? 1 : 0;
        _short += symbol.Digits is > 0 and < NarrowDigits ? 1 : 0;
        HasAddress |= symbol.Address != 0;
        _hasLetter |= HasLetter(symbol.Address);
        _uneven += symbol.Address != _last && (symbol.Address & 0xff) != 0 ? 1 : 0;
        _last = symbol.Address;
        Defined += symbol.IsUndefined ? 0 : 1;
        AddName(symbol.Name);
    }

    /// <summary>Returns the symbols; nothing can be added afterwards.</summary>
    public SymbolList Build()
    {
        int count = Count;
        _pieces.Add(_piece);
        _names.Add(_name);
        return new(
            JoinNames(), Join(count, piece => piece.Addresses, piece => piece.Addresses = []),
            Join(count, piece => piece.Types, piece => piece.Types = []),
            Join(count, piece => piece.NameOffsets, piece => piece.NameOffsets = []),
            Join(count, piece => piece.NameLengths, piece => piece.NameLengths = []),
            Join(count, piece => piece.Sections, piece => piece.Sections = []),
            _pieces.Exists(piece => piece.Sizes is not null)
                ? Join(count, piece => piece.Sizes ?? new ulong[piece.Count], piece => piece.Sizes = []) : null);
    }

    // A half byte is above 9 where its 8 is set, and its 4 or its 2.
    static bool HasLetter(ulong address) => (address & (address << 1 | address << 2) & 0x8888888888888888) != 0;

    void AddName(ReadOnlySpan<byte> name)
    {
        if (name.Length > _name.Length - _nameUsed)
        {
            if (_nameBytes > MostNameBytes - name.Length)
                throw new KallsymsException(
                    ErrorKind.Unreadable, $"has more than {MostNameBytes} bytes of names, which is the limit", file);
            int room = _name.Length - _nameUsed;
            name[..room].CopyTo(_name.AsSpan(_nameUsed));
            _names.Add(_name);
            _nameBytes += room;
            (_name, _nameUsed) = (new byte[NamePiece], 0);
            name = name[room..];
        }
        name.CopyTo(_name.AsSpan(_nameUsed));
        _nameUsed += name.Length;
        _nameBytes += name.Length;
    }

    void NextPiece()
    {
        if (Count >= MostSymbols)
            throw new KallsymsException(ErrorKind.Unreadable, $"has more than {MostSymbols} symbols, which is the limit", file);
        _before += _piece.Count;
        _pieces.Add(_piece);
        _piece = new(Math.Min(_piece.Addresses.Length * 2, LargestPiece));
    }

    void NoteModule(ReadOnlySpan<byte> module)
    {
        string? last = _modules.Count > 0 ? _modules[^1].Module : null;
        if (module.IsEmpty ? last is not null : last is null || !System.Text.Ascii.Equals(module, last))
            _modules.Add((Count, module.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(module)));
    }

    byte[] JoinNames()
    {
        var joined = GC.AllocateUninitializedArray<byte>(_nameBytes);
        int at = 0;
        for (int i = 0; i < _names.Count; i++)
        {
            Span<byte> piece = _names[i].AsSpan(0, Math.Min(_names[i].Length, joined.Length - at));
            piece.CopyTo(joined.AsSpan(at));
            at += piece.Length;
            _names[i] = [];
        }
        return joined;
    }

    // Each column's pieces are released once joined, so that only one column at a time is in memory twice.
    T[] Join<T>(int count, Func<Piece, T[]> column, Action<Piece> release)
    {
        var joined = GC.AllocateUninitializedArray<T>(count);
        int at = 0;
        foreach (Piece piece in _pieces)
        {
            column(piece).AsSpan(0, piece.Count).CopyTo(joined.AsSpan(at));
            at += piece.Count;
            release(piece);
        }
        return joined;
    }

    sealed class Piece(int capacity)
    {
        public int Count;
        public ulong[] Addresses = new ulong[capacity];
        public byte[] Types = new byte[capacity];
        public int[] NameOffsets = new int[capacity];
        public int[] NameLengths = new int[capacity];
        public int[] Sections = new int[capacity];
        public ulong[]? Sizes;
    }
}
