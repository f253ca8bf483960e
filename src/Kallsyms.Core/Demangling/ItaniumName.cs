namespace Kallsyms.Demangling;

/// <summary>
/// C++ names, as the Itanium ABI mangles them (itanium-cxx-abi, chapter 5.1). A name is first parsed into parts, since later letters
/// refer to earlier parts, and then written.
/// </summary>
sealed partial class ItaniumName
{
    readonly MangledText _text;
    readonly List<ItaniumNode> _substitutions = [];
    readonly List<ItaniumForwardReference> _forward = [];

    // The arguments of the named template, which its types refer to.
    List<ItaniumNode> _arguments = [];
    bool _readsArgumentsOfNames = true;
    bool _refersForward;

    ItaniumName(string name) => _text = new(name, 2);

    /// <summary>Demangles a name; returns null if it is not mangled, or damaged.</summary>
    /// <param name="name">The mangled name.</param>
    /// <param name="isBare">
    /// Whether to omit the function's result, parameters and qualifiers. Those of functions within the name remain.
    /// </param>
    public static string? Demangle(string name, bool isBare)
    {
        var reader = new ItaniumName(name);
        ItaniumNode parts = reader.Encoding(isBare);
        MangledText text = reader._text;
        string suffix = text.Next == '.' ? name[text.Position..] : "";
        if (text.HasFailed || parts.IsTooDeep || (!text.IsAtEnd && suffix.Length == 0))
            return null;
        var written = new DemangledText(name.Length);
        parts.Write(new(written));
        written.Add(suffix.Length > 0 ? $" ({suffix})" : "");
        return written.IsTooLarge ? null : written.ToString();
    }

    static ItaniumWords Words(string words) => new(words);

    ItaniumWords Fail()
    {
        _text.Fail();
        return Words("");
    }

    // Parses one level deeper.
    ItaniumNode Nested(Func<ItaniumNode> read)
    {
        ItaniumNode node = _text.Enter() ? read() : Words("");
        _text.Leave();
        return node.IsTooDeep ? Fail() : node;
    }

    List<ItaniumNode> Until(char end, Func<ItaniumNode> read)
    {
        var nodes = new List<ItaniumNode>();
        while (!_text.TryTake(end) && !_text.HasFailed)
            nodes.Add(read());
        return nodes;
    }

    ItaniumNode Remember(ItaniumNode node)
    {
        _substitutions.Add(node);
        return node;
    }

    ItaniumNode Encoding(bool isBare = false) => Nested(() =>
    {
        if (_text.Next is 'T' || _text.Next is 'G' && _text.Ahead(1) is 'V' or 'R' or 'A' or 'I' or 'T')
            return SpecialName(isBare);
        List<ItaniumNode> outer = _arguments;
        int forward = _forward.Count;
        var facts = new NameFacts();
        ItaniumNode name = Name(facts);
        Resolve(forward);
        ItaniumNode whole = IsEndOfEncoding ? name : Function(name, facts);
        _arguments = outer;
        return isBare ? name : whole;
    });

    bool IsEndOfEncoding => _text.IsAtEnd || _text.Next is 'E' or '.' or '_';

    ItaniumFunction Function(ItaniumNode name, NameFacts facts)
    {
        ItaniumNode? condition = _text.TryTake("Ua9enable_ifI") ? new ItaniumList(" [enable_if:", Until('E', Argument), "]") : null;
        ItaniumNode? result = facts.HasArguments && !facts.ReturnsNothing ? Type() : null;
        var parameters = new List<ItaniumNode>();
        if (!_text.TryTake('v'))
        {
            do
                parameters.Add(Type());
            while (!IsEndOfEncoding && _text.Next != 'Q' && !_text.HasFailed);
        }
        if (_text.TryTake('Q'))
            condition = new ItaniumPhrase(" requires ", Expression());
        return new ItaniumFunction(result, name, parameters, facts.Qualifiers) { Ending = condition };
    }

    void Resolve(int from)
    {
        foreach (ItaniumForwardReference reference in _forward[from..])
        {
            if (reference.Index < _arguments.Count)
                reference.Target = _arguments[reference.Index];
            else
                _text.Fail();
        }
        _forward.RemoveRange(from, _forward.Count - from);
    }

    ItaniumNode SpecialName(bool isBare)
    {
        if (_text.TryTake("TC"))
            return ConstructionTable();
        foreach ((string code, string words) in _specialTypes)
        {
            if (_text.TryTake(code))
                return new ItaniumPhrase(words, Type());
        }
        if (_text.TryTake("Tc"))
        {
            CallOffset();
            CallOffset();
            return new ItaniumPhrase("covariant return thunk to ", Encoding(isBare));
        }
        if (_text.TryTake("TA"))
            return new ItaniumPhrase("template parameter object for ", Argument());
        if (_text.TryTake('T'))
        {
            bool isVirtual = _text.Next == 'v';
            CallOffset();
            return new ItaniumPhrase(isVirtual ? "virtual thunk to " : "non-virtual thunk to ", Encoding(isBare));
        }
        if (_text.TryTake("GV"))
            return new ItaniumPhrase("guard variable for ", Name());
        if (_text.TryTake("GR"))
            return Temporary();
        // Clones of functions for transactions, made by GCC.
        if (_text.TryTake("GTt"))
            return new ItaniumPhrase("transaction clone for ", Encoding(isBare));
        if (_text.TryTake("GTn"))
            return new ItaniumPhrase("non-transaction clone for ", Encoding(isBare));
        return _text.TryTake("GI") ? new ItaniumPhrase("initializer for module ", ModuleName()) : Fail();
    }

    static readonly (string Code, string Words)[] _specialTypes =
    [
        ("TV", "vtable for "), ("TT", "VTT for "), ("TI", "typeinfo for "), ("TS", "typeinfo name for "),
        ("TW", "thread-local wrapper routine for "), ("TH", "thread-local initialization routine for "),
    ];

    ItaniumPhrase ConstructionTable()
    {
        ItaniumNode part = Type();
        _text.TakeDecimal();
        _text.Require('_');
        return new("construction vtable for ", Type(), "-in-", part);
    }

    ItaniumPhrase Temporary()
    {
        ItaniumNode name = Name();
        if (!_text.TryTake('_'))
        {
            while (char.IsAsciiLetterOrDigit(_text.Next))
                _text.Take();
            _text.Require('_');
        }
        return new("reference temporary for ", name);
    }

    void CallOffset()
    {
        bool isVirtual = _text.TryTake('v');
        if (!isVirtual)
            _text.Require('h');
        Offset();
        if (isVirtual)
            Offset();

        void Offset()
        {
            _text.TryTake('n');
            _text.TakeDecimal();
            _text.Require('_');
        }
    }

    // What parsing a name finds out about the function.
    sealed class NameFacts
    {
        // Whether it is a constructor, destructor or conversion.
        public bool ReturnsNothing { get; set; }

        // Whether it ends with template arguments, so that the result type is mangled.
        public bool HasArguments { get; set; }

        public string Qualifiers { get; set; } = "";
    }
}
