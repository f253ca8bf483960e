namespace Kallsyms.Demangling;

/// <summary>C++ names: template arguments, and references to earlier parts.</summary>
sealed partial class ItaniumName
{
    // "S_" is the first, "S0_" the second, in base 36.
    const int DigitsOfReference = 36;

    static readonly (char Code, string Short, string Base, string Long)[] _standard =
    [
        ('a', "std::allocator", "allocator", "std::allocator"),
        ('b', "std::basic_string", "basic_string", "std::basic_string"),
        ('s', "std::string", "basic_string", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >"),
        ('i', "std::istream", "basic_istream", "std::basic_istream<char, std::char_traits<char> >"),
        ('o', "std::ostream", "basic_ostream", "std::basic_ostream<char, std::char_traits<char> >"),
        ('d', "std::iostream", "basic_iostream", "std::basic_iostream<char, std::char_traits<char> >"),
    ];

    ItaniumList Arguments(bool isNamed)
    {
        _text.Require('I');
        if (!isNamed)
            return new("<", Until('E', Argument), ">");
        var own = new List<ItaniumNode>();
        List<ItaniumNode> all = Until('E', () =>
        {
            _arguments = [];
            ItaniumNode argument = Argument();
            own.Add(argument is ItaniumList pack ? new ItaniumPack(pack.Items) : argument);
            return argument;
        });
        _arguments = own;
        return new("<", all, ">");
    }

    ItaniumNode Argument() => Nested(() =>
    {
        switch (_text.Next)
        {
            case 'X':
                _text.Take();
                ItaniumNode expression = Expression();
                _text.Require('E');
                return expression;
            case 'J':
                _text.Take();
                return new ItaniumList("", Until('E', Argument), "");
            case 'L' when _text.Ahead(1) == 'Z':
                _text.TryTake("LZ");
                ItaniumNode encoding = Encoding();
                _text.Require('E');
                return encoding;
            case 'L':
                return Primary();
            case 'T' when _text.Ahead(1) is 'y' or 'n' or 't' or 'p':
                DeclaredParameter();
                return Argument();
            default:
                return Type();
        }
    });

    ItaniumNode TemplateParameter()
    {
        _text.Require('T');
        int level = 0;
        if (_text.TryTake('L'))
        {
            level = _text.TakeDecimal() + 1;
            _text.Require('_');
        }
        int index = _text.TryTake('_') ? 0 : _text.TakeDecimal() + 1;
        if (index > 0)
            _text.Require('_');
        if (_lambdas > 0)
            return Words("auto");
        if (_refersForward && level == 0)
        {
            var reference = new ItaniumForwardReference(index);
            _forward.Add(reference);
            return reference;
        }
        return level == 0 && index < _arguments.Count ? _arguments[index] : Fail();
    }

    ItaniumNode Substitution()
    {
        _text.Require('S');
        if (char.IsAsciiLetterLower(_text.Next))
            return StandardName();
        int index = 0;
        if (!_text.TryTake('_'))
        {
            while (char.IsAsciiDigit(_text.Next) || char.IsAsciiLetterUpper(_text.Next))
            {
                char digit = _text.Take();
                index = index * DigitsOfReference + (char.IsAsciiDigit(digit) ? digit - '0' : digit - 'A' + 10);
                if (index > SymbolDemangler.LongestName)
                    return Fail();
            }
            index++;
            _text.Require('_');
        }
        return index < _substitutions.Count ? _substitutions[index] : Fail();
    }

    ItaniumNode StandardName()
    {
        char code = _text.Take();
        foreach ((char own, string name, string baseName, _) in _standard)
        {
            if (own == code)
            {
                ItaniumNode words = new ItaniumWords(name, baseName);
                bool isTagged = _text.Next == 'B';
                while (_text.TryTake('B'))
                    words = new ItaniumPhrase("", words, "[abi:", SourceName(), "]", baseName: baseName);
                return isTagged ? Remember(words) : words;
            }
        }
        return Fail();
    }

    // A constructor is not named like the alias.
    static ItaniumNode Expanded(ItaniumNode scope)
    {
        foreach ((_, string name, string baseName, string full) in _standard)
        {
            if (scope is ItaniumWords { Words: var words } && words == name)
                return new ItaniumWords(full, baseName);
        }
        return scope;
    }
}
