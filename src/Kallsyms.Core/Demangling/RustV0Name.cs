namespace Kallsyms.Demangling;

/// <summary>
/// Rust's v0 scheme (RFC 2603): paths. As the scheme intends, text is written while it is read. Crate hashes and types of constants are
/// omitted.
/// </summary>
/// <param name="text">The name after "_R".</param>
/// <param name="written">Receives the demangled name.</param>
sealed partial class RustV0Name(MangledText text, DemangledText written)
{
    const int PrefixLength = 2;

    bool _isSilent;

    /// <summary>Demangles a name; returns null if it does not follow this scheme.</summary>
    public static string? Demangle(string name)
    {
        var text = new MangledText(name, PrefixLength);
        var written = new DemangledText(name.Length);
        var reader = new RustV0Name(text, written);
        if (!char.IsAsciiLetterUpper(text.Next))
            return null;
        reader.Path(isValue: true);
        if (char.IsAsciiLetterUpper(text.Next))
            reader.Silently(() => reader.Path(isValue: false)); // the instantiating crate
        bool isWhole = text.IsAtEnd || text.Next is '.' or '$';
        return text.HasFailed || !isWhole || written.IsTooLarge ? null : written.ToString();
    }

    void Write(string piece)
    {
        if (!_isSilent)
            written.Add(piece);
    }

    void Silently(Action read)
    {
        bool before = _isSilent;
        _isSilent = true;
        read();
        _isSilent = before;
    }

    // Parses one level deeper; references pass through here repeatedly.
    void Nested(Action read)
    {
        if (!written.Step())
            text.Fail();
        if (text.Enter())
            read();
        text.Leave();
    }

    void Path(bool isValue) => Nested(() =>
    {
        switch (text.Take())
        {
            case 'C':
                Disambiguator();
                Write(Identifier());
                break;
            case 'N':
                NestedPath(isValue);
                break;
            case 'M':
                ImplementationPath();
                Write("<");
                Type();
                Write(">");
                break;
            case 'X':
                ImplementationPath();
                TraitPath();
                break;
            case 'Y':
                TraitPath();
                break;
            case 'I':
                Path(isValue);
                Write(isValue ? "::<" : "<");
                List(GenericArgument);
                Write(">");
                break;
            case 'B':
                Back(() => Path(isValue));
                break;
            default:
                text.Fail();
                break;
        }
    });

    void NestedPath(bool isValue)
    {
        char space = text.Take();
        if (!char.IsAsciiLetter(space))
            text.Fail();
        Path(isValue);
        ulong number = Disambiguator();
        string name = Identifier();
        if (char.IsAsciiLetterUpper(space))
        {
            string kind = space switch { 'C' => "closure", 'S' => "shim", _ => space.ToString() };
            Write($"::{{{kind}{(name.Length > 0 ? ":" : "")}{name}#{number}}}");
        }
        else if (name.Length > 0)
        {
            Write("::" + name);
        }
    }

    // The path of the impl block, which is not written.
    void ImplementationPath()
    {
        Disambiguator();
        Silently(() => Path(isValue: false));
    }

    void TraitPath()
    {
        Write("<");
        Type();
        Write(" as ");
        Path(isValue: false);
        Write(">");
    }

    // Items until "E", separated by commas.
    int List(Action item)
    {
        int count = 0;
        for (; !text.TryTake('E') && !text.HasFailed; count++)
        {
            if (count > 0)
                Write(", ");
            item();
        }
        return count;
    }

    // A reference to an earlier position, which is not followed if nothing is being written.
    void Back(Action read)
    {
        int own = text.Position - 1;
        ulong target = Base62() + PrefixLength;
        if (target >= (ulong)own)
            text.Fail();
        if (_isSilent || text.HasFailed)
            return;
        int next = text.Position;
        text.Position = (int)target;
        read();
        if (!text.HasFailed)
            text.Position = next;
    }

    ulong Disambiguator() => text.TryTake('s') ? Base62() + 1 : 0;

    // "_" is 0, and digits count from 1.
    ulong Base62()
    {
        if (text.TryTake('_'))
            return 0;
        UInt128 value = 0;
        while (!text.TryTake('_') && !text.HasFailed)
        {
            char digit = text.Take();
            if (!char.IsAsciiLetterOrDigit(digit))
                text.Fail();
            value = value * 62 + (uint)(char.IsAsciiDigit(digit) ? digit - '0'
                : char.IsAsciiLetterLower(digit) ? digit - 'a' + 10 : digit - 'A' + 36);
            if (value >= ulong.MaxValue - PrefixLength)
                text.Fail();
        }
        return text.HasFailed ? 0 : (ulong)value + 1;
    }

    string Identifier()
    {
        bool isPunycode = text.TryTake('u');
        int length = text.Next == '0' ? text.Take() - '0' : text.TakeDecimal();
        text.TryTake('_');
        string name = text.TakeText(length);
        if (!isPunycode)
            return name;
        string? decoded = RustPunycode.Decode(name);
        if (decoded is null)
            text.Fail();
        return decoded ?? "";
    }
}
