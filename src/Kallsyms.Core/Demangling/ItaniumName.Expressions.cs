namespace Kallsyms.Demangling;

/// <summary>C++ names: operators and expressions.</summary>
sealed partial class ItaniumName
{
    ItaniumNode OperatorName(NameFacts? facts)
    {
        if (_text.TryTake("cv"))
            return Conversion(facts);
        if (_text.TryTake("li"))
            return new ItaniumPhrase("operator\"\" ", SourceName());
        if (_text.Next == 'v' && char.IsAsciiDigit(_text.Ahead(1)))
        {
            _text.TakeText(2);
            return new ItaniumPhrase("operator ", SourceName());
        }
        return ItaniumOperators.NameOf(_text.TakeText(2)) is { } name ? Words("operator" + name) : Fail();
    }

    // "cv" and a type, which may refer to template arguments that come after it.
    ItaniumPhrase Conversion(NameFacts? facts)
    {
        (bool reads, bool refers) = (_readsArgumentsOfNames, _refersForward);
        _readsArgumentsOfNames = false;
        _refersForward |= facts is not null;
        ItaniumNode type = Type();
        (_readsArgumentsOfNames, _refersForward) = (reads, refers);
        if (facts is not null)
            facts.ReturnsNothing = true;
        return new("operator ", type);
    }

    ItaniumNode Expression() => Nested(() =>
    {
        bool isGlobal = _text.TryTake("gs");
        string code = $"{_text.Next}{_text.Ahead(1)}";
        if (_text.Next == 'L')
            return Primary();
        if (_text.Next == 'T')
            return TemplateParameter();
        if (code is "fp" or "fL")
            return Parameter();
        if (_text.Next == 'f')
            return Fold();
        if (Irregular(code, isGlobal) is { } irregular)
            return irregular;
        if (ItaniumOperators.TryFind(code, out (string Text, ItaniumOperators.Form Form, int Precedence) found))
        {
            _text.TakeText(2);
            return Operation(found.Text, found.Form, found.Precedence);
        }
        return char.IsAsciiDigit(_text.Next) || code is "sr" or "on" or "dn" ? UnresolvedName() : Fail();
    });

    ItaniumNode Operation(string text, ItaniumOperators.Form form, int precedence)
    {
        switch (form)
        {
            case ItaniumOperators.Form.Binary:
                ItaniumNode left = new ItaniumOperand(Expression(), precedence - (precedence == ItaniumOperators.Assignment ? 1 : 0));
                ItaniumNode right = new ItaniumOperand(Expression(), precedence - (precedence == ItaniumOperators.Assignment ? 0 : 1));
                var pair = new ItaniumPhrase("", left, text == "," ? ", " : $" {text} ", right, precedence: precedence);
                // Between angle brackets it would end the list.
                return text is ">" or ">>" ? new ItaniumPhrase("(", pair, ")") : pair;
            case ItaniumOperators.Form.Prefix:
                return new ItaniumPhrase(text, new ItaniumOperand(Expression(), precedence), precedence: precedence);
            case ItaniumOperators.Form.Postfix when _text.TryTake('_'):
                return new ItaniumPhrase(
                    text, new ItaniumOperand(Expression(), ItaniumOperators.Unary), precedence: ItaniumOperators.Unary);
            case ItaniumOperators.Form.Postfix:
                return new ItaniumPhrase("", new ItaniumOperand(Expression(), precedence), text, precedence: precedence);
            case ItaniumOperators.Form.Member:
                ItaniumNode owner = new ItaniumOperand(Expression(), precedence);
                return new ItaniumPhrase("", owner, text, Expression(), precedence: precedence);
            case ItaniumOperators.Form.OfValue:
                return new ItaniumPhrase(text + "(", Expression(), ")", precedence: precedence);
            case ItaniumOperators.Form.OfType:
                return new ItaniumPhrase(text + "(", Type(), ")", precedence: precedence);
            case ItaniumOperators.Form.Cast:
                ItaniumNode type = Type();
                return new ItaniumPhrase(text + "<", type, ">(", Expression(), ")", precedence: precedence);
            default:
                return Fail();
        }
    }

    // Expressions with a form of their own; null for others.
    ItaniumNode? Irregular(string code, bool isGlobal)
    {
        string scope = isGlobal ? "::" : "";
        Func<ItaniumNode>? form = code switch
        {
            "cl" or "cp" => Call,
            "cv" => Conversion,
            "ix" => Subscript,
            "qu" => Choice,
            "il" => Braces,
            "tl" => () => new ItaniumPhrase("", Type(), "", Braces()),
            "nx" => () => new ItaniumPhrase("noexcept (", Expression(), ")", precedence: ItaniumOperators.Unary),
            "sp" => () => new ItaniumExpansion(Expression()),
            "sZ" => SizeOfPack,
            "sP" => () => new ItaniumList("sizeof... (", Until('E', Argument), ")"),
            "tw" => () => new ItaniumPhrase("throw ", Expression(), precedence: ItaniumOperators.Assignment),
            "tr" => () => Words("throw"),
            "dl" => () => new ItaniumPhrase(scope + "delete ", Expression(), precedence: ItaniumOperators.Unary),
            "da" => () => new ItaniumPhrase(scope + "delete[] ", Expression(), precedence: ItaniumOperators.Unary),
            "nw" => () => New(scope + "new"),
            "na" => () => New(scope + "new[]"),
            ['u', >= '1' and <= '9'] => OfVendor,
            _ => null,
        };
        if (form is null)
            return null;
        // The digit after a vendor's u is the length of a name.
        _text.TakeText(code[0] == 'u' ? 1 : 2);
        return form();
    }

    ItaniumPhrase Call()
    {
        ItaniumNode called = new ItaniumOperand(Expression(), ItaniumOperators.Postfix);
        return new("", called, "", new ItaniumList("(", Until('E', Expression), ")"), precedence: ItaniumOperators.Postfix);
    }

    ItaniumPhrase Conversion()
    {
        ItaniumNode type = Type();
        List<ItaniumNode> values = _text.TryTake('_') ? Until('E', Expression) : [Expression()];
        return new("(", type, ")", new ItaniumList("(", values, ")"), precedence: 5);
    }

    ItaniumPhrase Subscript()
    {
        ItaniumNode array = new ItaniumOperand(Expression(), ItaniumOperators.Postfix);
        return new("", array, "[", Expression(), "]", precedence: ItaniumOperators.Postfix);
    }

    ItaniumPhrase Choice()
    {
        ItaniumNode condition = new ItaniumOperand(Expression(), 15);
        ItaniumNode choice = new ItaniumPhrase("", condition, " ? ", Expression());
        return new("", choice, " : ", new ItaniumOperand(Expression(), ItaniumOperators.Assignment), precedence: 16);
    }

    ItaniumList Braces() => new("{", Until('E', InitialValue), "}");

    ItaniumPhrase SizeOfPack()
    {
        ItaniumNode pack = _text.Next == 'T' ? TemplateParameter() : Parameter();
        return new("sizeof...(", new ItaniumExpansion(pack), ")");
    }

    ItaniumPhrase OfVendor()
    {
        ItaniumNode vendor = SourceName();
        return new("", vendor, "", new ItaniumList("(", Until('E', Argument), ")"));
    }

    ItaniumPhrase New(string word)
    {
        ItaniumNode placement = new ItaniumList("(", Until('_', Expression), ")");
        bool isPlaced = ((ItaniumList)placement).Items.Count > 0;
        ItaniumNode type = Type();
        ItaniumNode start = isPlaced ? new ItaniumPhrase(word, placement, " ", type) : new ItaniumPhrase(word + " ", type);
        if (_text.TryTake("pi"))
            return new("", start, "", new ItaniumList("(", Until('E', Expression), ")"), precedence: ItaniumOperators.Unary);
        _text.Require('E');
        return new("", start, precedence: ItaniumOperators.Unary);
    }

    // The contents of braces.
    ItaniumNode InitialValue() => Nested(() =>
    {
        if (_text.TryTake("di"))
        {
            ItaniumNode field = SourceName();
            return new ItaniumPhrase(".", field, " = ", InitialValue());
        }
        if (_text.TryTake("dx"))
        {
            ItaniumNode index = Expression();
            return new ItaniumPhrase("[", index, "] = ", InitialValue());
        }
        if (!_text.TryTake("dX"))
            return Expression();
        ItaniumNode first = Expression();
        ItaniumNode range = new ItaniumPhrase("[", first, " ... ", Expression(), "] = ");
        return new ItaniumPhrase("", range, "", InitialValue());
    });

    // "fp_", "fp0_", "fL1p_", "fpT"
    ItaniumWords Parameter()
    {
        if (_text.TryTake("fpT"))
            return Words("this");
        if (_text.TryTake("fL"))
        {
            _text.TakeDecimal();
            _text.Require('p');
        }
        else if (!_text.TryTake("fp"))
        {
            return Fail();
        }
        Qualifiers();
        ItaniumWords number = Digits();
        _text.Require('_');
        return Words("fp" + number.Words);
    }

    // "fl", "fr": (... op pack), (pack op ...); "fL", "fR" with a value.
    ItaniumNode Fold()
    {
        _text.Require('f');
        char kind = _text.Take();
        if (kind is not ('l' or 'r' or 'L' or 'R') || !ItaniumOperators.TryFind(_text.TakeText(2), out var found)
            || found.Form is not (ItaniumOperators.Form.Binary or ItaniumOperators.Form.Member))
        {
            return Fail();
        }
        ItaniumNode first = Expression();
        ItaniumNode? second = kind is 'L' or 'R' ? Expression() : null;
        bool isLeft = kind is 'l' or 'L';
        ItaniumNode pack = isLeft && second is not null ? second : first;
        ItaniumNode? value = isLeft ? second is null ? null : first : second;
        ItaniumNode expanded = new ItaniumOperand(new ItaniumExpansion(pack), ItaniumOperators.Unary);
        string sign = $" {found.Text} ";
        ItaniumNode folded = isLeft ? new ItaniumPhrase("..." + sign, expanded) : new ItaniumPhrase("", expanded, sign + "...");
        if (value is null)
            return new ItaniumPhrase("(", folded, ")");
        return isLeft ? new ItaniumPhrase("(", value, sign, folded, ")") : new ItaniumPhrase("(", folded, sign, value, ")");
    }
}
