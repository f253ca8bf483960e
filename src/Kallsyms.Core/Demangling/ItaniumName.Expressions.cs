namespace Kallsyms.Demangling;

/// <summary>C++'s names: operators and expressions.</summary>
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

    // "cv" and a type, which may name arguments of the template that come behind it.
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
                return new ItaniumPhrase(text, new ItaniumOperand(Expression(), ItaniumOperators.Unary), precedence: ItaniumOperators.Unary);
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

    ItaniumNode? Irregular(string code, bool isGlobal)
    {
        if (code is not ("cl" or "cp" or "cv" or "ix" or "qu" or "il" or "tl" or "nx" or "sp" or "sZ" or "sP" or "tw" or "tr" or "nw" or "na"
            or "dl" or "da" or "u1" or "u2" or "u3" or "u4" or "u5" or "u6" or "u7" or "u8" or "u9"))
        {
            return null;
        }
        _text.TakeText(code[0] == 'u' ? 1 : 2);
        switch (code)
        {
            case "cl" or "cp":
                ItaniumNode called = new ItaniumOperand(Expression(), ItaniumOperators.Postfix);
                return new ItaniumPhrase("", called, "", new ItaniumList("(", Until('E', Expression), ")"), precedence: ItaniumOperators.Postfix);
            case "cv":
                ItaniumNode type = Type();
                List<ItaniumNode> values = _text.TryTake('_') ? Until('E', Expression) : [Expression()];
                return new ItaniumPhrase("(", type, ")", new ItaniumList("(", values, ")"), precedence: 5);
            case "ix":
                ItaniumNode array = new ItaniumOperand(Expression(), ItaniumOperators.Postfix);
                return new ItaniumPhrase("", array, "[", Expression(), "]", precedence: ItaniumOperators.Postfix);
            case "qu":
                ItaniumNode condition = new ItaniumOperand(Expression(), 15);
                ItaniumNode yes = Expression();
                ItaniumNode choice = new ItaniumPhrase("", condition, " ? ", yes);
                return new ItaniumPhrase("", choice, " : ", new ItaniumOperand(Expression(), ItaniumOperators.Assignment), precedence: 16);
            case "il":
                return new ItaniumList("{", Until('E', InitialValue), "}");
            case "tl":
                ItaniumNode built = Type();
                return new ItaniumPhrase("", built, "", new ItaniumList("{", Until('E', InitialValue), "}"));
            case "nx":
                return new ItaniumPhrase("noexcept (", Expression(), ")", precedence: ItaniumOperators.Unary);
            case "sp":
                return new ItaniumExpansion(Expression());
            case "sZ":
                ItaniumNode pack = _text.Next == 'T' ? TemplateParameter() : Parameter();
                return new ItaniumPhrase("sizeof...(", new ItaniumExpansion(pack), ")");
            case "sP":
                return new ItaniumList("sizeof... (", Until('E', Argument), ")");
            case "tw":
                return new ItaniumPhrase("throw ", Expression(), precedence: ItaniumOperators.Assignment);
            case "tr":
                return Words("throw");
            case "dl" or "da":
                string delete = (isGlobal ? "::" : "") + (code == "da" ? "delete[] " : "delete ");
                return new ItaniumPhrase(delete, Expression(), precedence: ItaniumOperators.Unary);
            case "nw" or "na":
                return New((isGlobal ? "::" : "") + (code == "na" ? "new[]" : "new"));
            default:
                ItaniumNode vendor = SourceName();
                return new ItaniumPhrase("", vendor, "", new ItaniumList("(", Until('E', Argument), ")"));
        }
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

    // What stands between braces.
    ItaniumNode InitialValue()
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
    }

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
