namespace Kallsyms.Demangling;

/// <summary>C++ names: names in scopes, of templates, in functions, and unnamed.</summary>
sealed partial class ItaniumName
{
    ItaniumNode Name(NameFacts? facts = null) => Nested(() => _text.Next switch
    {
        'N' => NestedName(facts),
        'Z' => LocalName(facts),
        _ => UnscopedName(facts),
    });

    ItaniumNode UnscopedName(NameFacts? facts)
    {
        bool isSubstitution = _text.Next == 'S' && _text.Ahead(1) != 't';
        ItaniumNode name = isSubstitution ? Substitution()
            : UnqualifiedName(facts, _text.TryTake("St") ? Words("std") : null);
        if (_text.Next != 'I')
            return isSubstitution ? Fail() : name;
        if (!isSubstitution)
            Remember(name);
        return WithArguments(name, facts);
    }

    ItaniumPhrase WithArguments(ItaniumNode name, NameFacts? facts)
    {
        ItaniumList arguments = Arguments(isNamed: facts is not null);
        if (facts is not null)
            facts.HasArguments = true;
        return new("", name, "", arguments, baseName: name.BaseName);
    }

    ItaniumNode NestedName(NameFacts? facts)
    {
        _text.Require('N');
        bool isExplicit = _text.TryTake('H');
        string qualifiers = Qualifiers() + (_text.TryTake('O') ? " &&" : _text.TryTake('R') ? " &" : "");
        if (facts is not null && !isExplicit)
            facts.Qualifiers = qualifiers;
        ItaniumNode? name = null;
        bool isRemembered = false;
        while (!_text.TryTake('E') && !_text.HasFailed)
        {
            if (facts is not null && _text.Next != 'M')
                facts.HasArguments = false;
            bool isReference = _text.Next == 'S' && _text.Ahead(1) != 't';
            name = NextOfNested(name, facts);
            isRemembered = !isReference;
            if (isRemembered)
                Remember(name);
            _text.TryTake('M');
        }
        if (isRemembered)
            _substitutions.RemoveAt(_substitutions.Count - 1); // the caller adds the whole name instead
        return name is null || !isRemembered ? Fail() : name;
    }

    ItaniumNode NextOfNested(ItaniumNode? name, NameFacts? facts)
    {
        switch (_text.Next)
        {
            case 'T':
                return name is null ? TemplateParameter() : Fail();
            case 'I':
                return name is null ? Fail() : WithArguments(name, facts);
            case 'D' when _text.Ahead(1) is 't' or 'T':
                return name is null ? DeclaredType() : Fail();
            case 'S' when _text.Ahead(1) != 't':
                return name is null ? Substitution() : Fail();
            case 'S' when name is not null:
                return Fail();
            case 'S':
                _text.TryTake("St");
                return UnqualifiedName(facts, Words("std"));
            default:
                return UnqualifiedName(facts, name);
        }
    }

    ItaniumPhrase LocalName(NameFacts? facts)
    {
        _text.Require('Z');
        ItaniumNode function = Encoding();
        _text.Require('E');
        if (_text.TryTake('s'))
        {
            Discriminator();
            return new ItaniumPhrase("", function, "::string literal");
        }
        if (_text.TryTake('d'))
        {
            if (_text.Next != '_')
                _text.TakeDecimal();
            _text.Require('_');
            return InScope(function, Name(facts));
        }
        ItaniumNode entity = Name(facts);
        Discriminator();
        return InScope(function, entity);
    }

    static ItaniumPhrase InScope(ItaniumNode scope, ItaniumNode name) => new("", scope, "::", name, baseName: name.BaseName);

    // "_0" to "_9", "__10_"; old compilers omit it.
    void Discriminator()
    {
        if (_text.TryTake("__"))
        {
            _text.TakeDecimal();
            _text.Require('_');
        }
        else if (_text.Next == '_' && char.IsAsciiDigit(_text.Ahead(1)))
        {
            _text.Take();
            _text.Take();
        }
        else
        {
            while (char.IsAsciiDigit(_text.Next))
                _text.Take();
        }
    }

    ItaniumNode UnqualifiedName(NameFacts? facts, ItaniumNode? scope)
    {
        while (_text.TryTake('W'))
        {
            _text.TryTake('P');
            scope = Remember(scope is null ? SourceName() : InScope(scope, SourceName()));
        }
        bool isFriend = scope is not null && _text.TryTake('F');
        _text.TryTake('L');
        ItaniumNode name = _text.Next switch
        {
            >= '1' and <= '9' => SourceName(),
            'U' => UnnamedType(),
            'D' when _text.TryTake("DC") => new ItaniumList("[", Until('E', SourceName), "]"),
            'C' or 'D' when scope is not null => Structor(facts, ref scope),
            _ => OperatorName(facts),
        };
        while (_text.TryTake('B'))
            name = new ItaniumPhrase("", name, "[abi:", SourceName(), "]", baseName: name.BaseName);
        return scope is null ? name : new ItaniumPhrase("", scope, isFriend ? "::friend " : "::", name, baseName: name.BaseName);
    }

    ItaniumNode SourceName()
    {
        string name = _text.TakeText(_text.TakeDecimal());
        return name.Length == 0 ? Fail() : Words(name.StartsWith("_GLOBAL__N", StringComparison.Ordinal) ? "(anonymous namespace)" : name);
    }

    ItaniumNode ModuleName()
    {
        ItaniumNode? name = null;
        while (_text.TryTake('W'))
        {
            string before = _text.TryTake('P') ? ":" : name is null ? "" : ".";
            name = name is null ? new ItaniumPhrase(before, SourceName()) : new ItaniumPhrase("", name, before, SourceName());
        }
        return name ?? Fail();
    }

    ItaniumWords Structor(NameFacts? facts, ref ItaniumNode scope)
    {
        bool isDestructor = _text.Take() == 'D';
        bool isInherited = !isDestructor && _text.TryTake('I');
        char variant = _text.Take();
        if (!char.IsAsciiDigit(variant))
            return Fail();
        if (isInherited)
            Name(facts);
        if (facts is not null)
            facts.ReturnsNothing = true;
        scope = Expanded(scope);
        return Words((isDestructor ? "~" : "") + scope.BaseName);
    }

    // "Ut_", "Ul...E_"
    ItaniumNode UnnamedType()
    {
        if (_text.TryTake("Ut"))
            return Words($"'unnamed{Count()}'");
        if (_text.TryTake("Ub"))
            return Words($"'block-literal'{Count()}");
        if (!_text.TryTake("Ul"))
            return Fail();
        _lambdas++;
        var declared = new List<ItaniumNode>();
        while (_text.Next == 'T' && _text.Ahead(1) is 'y' or 'n' or 't' or 'p' && !_text.HasFailed)
            declared.Add(DeclaredParameter());
        List<ItaniumNode> parameters = Until('E', Type);
        _lambdas--;
        bool isVoid = parameters is [ItaniumWords { Words: "void" }];
        ItaniumNode list = new ItaniumList("(", isVoid ? [] : parameters, ")");
        return new ItaniumPhrase($"'lambda{Count()}'", declared.Count > 0 ? new ItaniumList("<", declared, ">") : Words(""), "", list);

        string Count()
        {
            int start = _text.Position;
            while (char.IsAsciiDigit(_text.Next))
                _text.Take();
            string count = _text.Since(start);
            _text.Require('_');
            return count;
        }
    }

    int _lambdas;

    ItaniumNode DeclaredParameter() => Nested(() =>
    {
        _text.Require('T');
        switch (_text.Take())
        {
            case 'y':
                return Words("typename $T");
            case 'n':
                return new ItaniumPhrase("", Type(), " $N");
            case 't':
                return new ItaniumPhrase("template", new ItaniumList("<", Until('E', DeclaredParameter), ">"), " typename $TT");
            case 'p':
                return new ItaniumPhrase("", DeclaredParameter(), "...");
            default:
                return Fail();
        }
    });
}
