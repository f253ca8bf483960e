namespace Kallsyms.Demangling;

/// <summary>C++ names: types.</summary>
sealed partial class ItaniumName
{
    ItaniumNode Type() => Nested(() =>
    {
        if (BuiltIn(_text.Next) is { } builtIn)
        {
            _text.Take();
            return Words(builtIn);
        }
        switch (_text.Next)
        {
            case 'r' or 'V' or 'K':
                return Remember(IsFunctionBehindQualifiers() ? FunctionType() : QualifiedType());
            case 'U':
                return Remember(VendorQualified());
            case 'u':
                _text.Take();
                return Remember(VendorType());
            case 'D':
                return TypeWithD();
            case 'F':
                return Remember(FunctionType());
            case 'A':
                return Remember(ArrayType());
            case 'M':
                _text.Take();
                ItaniumNode owner = Type();
                return Remember(new ItaniumMemberPointer(owner, Type()));
            case 'T' when _text.Ahead(1) is 's' or 'u' or 'e':
                _text.Take();
                char kind = _text.Take();
                return Remember(new ItaniumPhrase(kind switch { 's' => "struct ", 'u' => "union ", _ => "enum " }, Name()));
            case 'T':
                return ParameterType();
            case 'P':
                return Pointer("*");
            case 'R':
                return Pointer("&");
            case 'O':
                return Pointer("&&");
            case 'C' or 'G':
                string ending = _text.Take() == 'C' ? " complex" : " imaginary";
                return Remember(new ItaniumQualified(Type(), ending));
            case 'S' when _text.Ahead(1) != 't':
                return SubstitutedType();
            default:
                return Remember(Name());
        }
    });

    ItaniumNode Pointer(string sign)
    {
        _text.Take();
        return Remember(new ItaniumPointer(Type(), sign));
    }

    ItaniumNode ParameterType()
    {
        ItaniumNode parameter = Remember(TemplateParameter());
        return _text.Next == 'I' && _readsArgumentsOfNames
            ? Remember(new ItaniumPhrase("", parameter, "", Arguments(isNamed: false), baseName: parameter.BaseName))
            : parameter;
    }

    ItaniumNode SubstitutedType()
    {
        ItaniumNode name = Substitution();
        return _text.Next == 'I' && _readsArgumentsOfNames
            ? Remember(new ItaniumPhrase("", name, "", Arguments(isNamed: false), baseName: name.BaseName))
            : name;
    }

    string Qualifiers() =>
        (_text.TryTake('r') ? " restrict" : "") is var restrict && (_text.TryTake('V') ? " volatile" : "") is var @volatile
            ? (_text.TryTake('K') ? " const" : "") + @volatile + restrict : "";

    bool IsFunctionBehindQualifiers()
    {
        int length = 0;
        while (_text.Ahead(length) is 'r' or 'V' or 'K')
            length++;
        return _text.Ahead(length) == 'F' || _text.Ahead(length) == 'D' && _text.Ahead(length + 1) is 'o' or 'O' or 'w' or 'x';
    }

    ItaniumQualified QualifiedType()
    {
        string qualifiers = Qualifiers();
        return new(Type(), qualifiers);
    }

    ItaniumPhrase VendorQualified()
    {
        _text.Require('U');
        ItaniumNode name = SourceName();
        ItaniumNode qualifier = _text.Next == 'I' ? new ItaniumPhrase("", name, "", Arguments(isNamed: false)) : name;
        return new ItaniumPhrase("", Type(), " ", qualifier);
    }

    ItaniumNode VendorType()
    {
        ItaniumNode name = SourceName();
        return _text.Next == 'I' ? new ItaniumPhrase("", name, "", Arguments(isNamed: false)) : name;
    }

    ItaniumFunction FunctionType()
    {
        string qualifiers = Qualifiers();
        string exceptions = "";
        if (_text.TryTake("Do"))
            exceptions = " noexcept";
        _text.TryTake("Dx");
        _text.Require('F');
        _text.TryTake('Y');
        ItaniumNode result = Type();
        var parameters = new List<ItaniumNode>();
        string reference = "";
        while (!_text.TryTake('E') && !_text.HasFailed)
        {
            if (_text.TryTake('v'))
                continue;
            if (_text.Next is 'R' or 'O' && _text.Ahead(1) == 'E')
                reference = _text.Take() == 'R' ? " &" : " &&";
            else
                parameters.Add(Type());
        }
        return new(result, null, parameters, qualifiers + reference + exceptions);
    }

    ItaniumArray ArrayType()
    {
        _text.Require('A');
        ItaniumNode? length = char.IsAsciiDigit(_text.Next) ? Digits() : _text.Next == '_' ? null : Expression();
        _text.Require('_');
        return new(Type(), length);
    }

    ItaniumWords Digits()
    {
        int start = _text.Position;
        while (char.IsAsciiDigit(_text.Next))
            _text.Take();
        return Words(_text.Since(start));
    }

    ItaniumNode TypeWithD()
    {
        char kind = _text.Ahead(1);
        if (BuiltInWithD(kind) is { } builtIn)
        {
            _text.TakeText(2);
            return Words(builtIn);
        }
        switch (kind)
        {
            case 'p':
                _text.TakeText(2);
                return Remember(new ItaniumExpansion(Type()));
            case 't' or 'T':
                return Remember(DeclaredType());
            case 'v':
                _text.TakeText(2);
                ItaniumNode length = _text.TryTake('_') ? Expression() : Digits();
                _text.Require('_');
                return Remember(new ItaniumPhrase("", Type(), " vector[", length, "]"));
            case 'o' or 'O' or 'w' or 'x':
                return Remember(FunctionType());
            case 'F':
                _text.TakeText(2);
                ItaniumWords bits = Digits();
                bool isBrain = _text.TryTake('b');
                if (!isBrain && !_text.TryTake('x'))
                    _text.Require('_');
                return Words(isBrain ? "std::bfloat16_t" : "_Float" + bits.Words);
            case 'B' or 'U':
                _text.TakeText(2);
                ItaniumNode width = char.IsAsciiDigit(_text.Next) ? Digits() : Expression();
                _text.Require('_');
                return new ItaniumPhrase(kind == 'U' ? "unsigned _BitInt(" : "_BitInt(", width, ")");
            default:
                return Fail();
        }
    }

    ItaniumPhrase DeclaredType()
    {
        _text.TakeText(2);
        ItaniumNode expression = Expression();
        _text.Require('E');
        return new("decltype(", expression, ")");
    }

    static string? BuiltInWithD(char letter) => letter switch
    {
        'a' => "auto",
        'c' => "decltype(auto)",
        'd' => "decimal64",
        'e' => "decimal128",
        'f' => "decimal32",
        'h' => "half",
        'i' => "char32_t",
        'n' => "std::nullptr_t",
        's' => "char16_t",
        'u' => "char8_t",
        _ => null,
    };

    static string? BuiltIn(char letter) => letter switch
    {
        'a' => "signed char",
        'b' => "bool",
        'c' => "char",
        'd' => "double",
        'e' => "long double",
        'f' => "float",
        'g' => "__float128",
        'h' => "unsigned char",
        'i' => "int",
        'j' => "unsigned int",
        'l' => "long",
        'm' => "unsigned long",
        'n' => "__int128",
        'o' => "unsigned __int128",
        's' => "short",
        't' => "unsigned short",
        'v' => "void",
        'w' => "wchar_t",
        'x' => "long long",
        'y' => "unsigned long long",
        'z' => "...",
        _ => null,
    };
}
