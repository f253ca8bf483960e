namespace Kallsyms.Demangling;

/// <summary>C++ names: literals, and names that depend on template arguments.</summary>
sealed partial class ItaniumName
{
    // Longer type names precede the value in parentheses; shorter ones become its suffix.
    const int LongestSuffix = 3;

    // "L" type value "E", or a whole name
    ItaniumNode Primary()
    {
        _text.Require('L');
        if (_text.TryTake("_Z"))
        {
            ItaniumNode name = Encoding();
            _text.Require('E');
            return name;
        }
        switch (_text.Next)
        {
            case 'b' when _text.Ahead(1) is '0' or '1' && _text.Ahead(2) == 'E':
                return Words(_text.TakeText(3)[1] == '1' ? "true" : "false");
            case 'D' when _text.TryTake("Dn"):
                _text.TryTake('0');
                _text.Require('E');
                return Words("nullptr");
            case 'A':
                ItaniumNode array = Type();
                _text.Require('E');
                return new ItaniumPhrase("\"<", array, ">\"");
            case 'f' or 'd' or 'e':
                return Real();
            case 'U' when _text.Ahead(1) == 'l':
                ItaniumNode lambda = UnnamedType();
                _text.Require('E');
                return new ItaniumPhrase("[]", lambda, "{...}");
        }
        string? suffix = SuffixOf(_text.Next);
        ItaniumNode? type = suffix is null ? Type() : null;
        if (suffix is not null)
            _text.Take();
        if (type is not null && _text.TryTake('E'))
            return type;
        string sign = _text.TryTake('n') ? "-" : "";
        string digits = Digits().Words;
        _text.Require('E');
        if (digits.Length == 0)
            return Fail();
        return type is not null ? new ItaniumPhrase("(", type, ")" + sign + digits)
            : Words(suffix!.Length > LongestSuffix ? $"({suffix}){sign}{digits}" : sign + digits + suffix);
    }

    static string? SuffixOf(char letter) => letter switch
    {
        'i' => "",
        'j' => "u",
        'l' => "l",
        'm' => "ul",
        'x' => "ll",
        'y' => "ull",
        'b' or 'c' or 'a' or 'h' or 's' or 't' or 'n' or 'o' or 'w' => BuiltIn(letter),
        _ => null,
    };

    // The bytes of the number in hexadecimal, highest first.
    ItaniumWords Real()
    {
        char kind = _text.Take();
        int start = _text.Position;
        while (char.IsAsciiHexDigit(_text.Next) && _text.Next != 'E')
            _text.Take();
        string digits = _text.Since(start);
        _text.Require('E');
        return kind switch
        {
            'f' when digits.Length == 8 =>
                Words($"{Exact(BitConverter.Int32BitsToSingle(Convert.ToInt32(digits, 16)))}f"),
            'd' when digits.Length == 16 => Words(Exact(BitConverter.Int64BitsToDouble(Convert.ToInt64(digits, 16)))),
            'e' when digits.Length >= 16 => Words($"(long double)[{digits}]"),
            _ => Fail(),
        };
    }

    static string Exact(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    // "sr" type name, "srN" type names "E" name; "dn" destructors, "on" operators
    ItaniumNode UnresolvedName()
    {
        if (_text.TryTake("srN"))
        {
            ItaniumNode scope = UnresolvedType();
            foreach (ItaniumNode level in Until('E', SimpleName))
                scope = InScope(scope, level);
            return InScope(scope, BaseOfUnresolved());
        }
        if (!_text.TryTake("sr"))
            return BaseOfUnresolved();
        if (!char.IsAsciiDigit(_text.Next))
            return InScope(UnresolvedType(), BaseOfUnresolved());
        ItaniumNode? names = null;
        foreach (ItaniumNode level in Until('E', SimpleName))
            names = names is null ? level : InScope(names, level);
        return names is null ? Fail() : InScope(names, BaseOfUnresolved());
    }

    ItaniumNode UnresolvedType()
    {
        ItaniumNode type = _text.Next switch
        {
            'T' => Remember(TemplateParameter()),
            'D' => Remember(DeclaredType()),
            'S' when _text.Ahead(1) != 't' => Substitution(),
            _ => Type(),
        };
        return _text.Next == 'I' ? Remember(new ItaniumPhrase("", type, "", Arguments(isNamed: false))) : type;
    }

    ItaniumNode SimpleName()
    {
        ItaniumNode name = SourceName();
        return _text.Next == 'I' ? new ItaniumPhrase("", name, "", Arguments(isNamed: false)) : name;
    }

    ItaniumNode BaseOfUnresolved()
    {
        if (char.IsAsciiDigit(_text.Next))
            return SimpleName();
        if (_text.TryTake("dn"))
            return new ItaniumPhrase("~", char.IsAsciiDigit(_text.Next) ? SimpleName() : UnresolvedType());
        _text.TryTake("on");
        ItaniumNode name = OperatorName(null);
        return _text.Next == 'I' ? new ItaniumPhrase("", name, "", Arguments(isNamed: false)) : name;
    }
}
