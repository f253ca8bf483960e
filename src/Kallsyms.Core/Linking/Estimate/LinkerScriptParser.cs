namespace Kallsyms.Linking.Estimate;

/// <summary>Reads the parts of a linker script that decide which symbols an image has, and skips everything else.</summary>
sealed class LinkerScriptParser
{
    readonly string _text;
    readonly List<ScriptStatement> _statements = [];
    readonly List<string> _kept = [];
    readonly List<string> _conditions = [];
    readonly int _lastBracket;
    int _at;

    LinkerScriptParser(string text) => (_text, _lastBracket) = (text, text.LastIndexOf(']'));

    public static LinkerScript Parse(string text)
    {
        var parser = new LinkerScriptParser(text);
        parser.ReadStatements();
        return new(parser._statements, parser._kept, parser._conditions);
    }

    void ReadStatements()
    {
        while (Skip())
        {
            if (_text[_at] is ';' or '{' or '}' or ',')
            {
                _at++;
                continue;
            }
            string word = Word();
            if (word == "SECTIONS" || word.Length == 0)
            {
                // Its statements follow in braces, which mean nothing by themselves.
                _at += word.Length == 0 ? 1 : 0;
            }
            else if (Assignment(word) is { } assignment)
            {
                _statements.Add(new ScriptLabel(assignment));
            }
            else if (word is "PHDRS" or "MEMORY" or "VERSION")
            {
                SkipBlock();
            }
            else if (Next() == '(' && IsCall(word))
            {
                Call(word);
            }
            else if (word == "OVERLAY")
            {
                ReadOverlay();
            }
            else
            {
                ReadSection(word);
            }
        }
    }

    static bool IsCall(string word) => word is "ASSERT" or "ENTRY" or "OUTPUT_FORMAT" or "OUTPUT_ARCH" or "OUTPUT" or "TARGET" or "INPUT"
        or "GROUP" or "SEARCH_DIR" or "STARTUP" or "EXTERN" or "NOCROSSREFS" or "NOCROSSREFS_TO" or "REGION_ALIAS" or "INCLUDE" or "INSERT"
        or "FORCE_COMMON_ALLOCATION" or "INHIBIT_COMMON_ALLOCATION" or "LD_FEATURE" or "AS_NEEDED";

    void Call(string word)
    {
        string arguments = Balanced();
        if (word is "ENTRY" or "EXTERN")
            _kept.AddRange(arguments.Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries));
        else if (word == "ASSERT")
            _conditions.Add(arguments);
    }

    // Everything before the colon is an address and a type; everything before the brace says how to load and align.
    void ReadSection(string name)
    {
        int start = _at;
        if (!SkipTo(':'))
            return;
        string address = _text[start.._at].Trim();
        int load = ++_at;
        if (!SkipTo('{'))
            return;
        bool isAtItself = _text.AsSpan(load, _at - load).IndexOf($"ADDR({name})") >= 0;
        _at++;
        _statements.Add(new ScriptSection(name, address, ReadItems()) { IsAtItself = isAtItself });
        ReadTail();
    }

    // An overlay holds output sections one after the other.
    void ReadOverlay()
    {
        if (!SkipTo('{'))
            return;
        _at++;
        while (Skip() && _text[_at] != '}')
        {
            string name = Word();
            if (name.Length == 0 || !SkipTo('{'))
                return;
            _at++;
            _statements.Add(new ScriptSection(name, "", ReadItems()));
            ReadTail();
        }
        _at = Math.Min(_at + 1, _text.Length);
    }

    // After the closing brace: regions, program headers, a fill value.
    void ReadTail()
    {
        while (Skip())
        {
            char next = _text[_at];
            if (next is '>' or ':')
            {
                _at++;
                Skip();
                Word();
            }
            else if (next == '=' && Peek(1) != '=')
            {
                _at++;
                Skip();
                if (Next() == '(')
                    Balanced();
                else
                    Word();
            }
            else if (_text.AsSpan(_at).StartsWith("AT>") || _text.AsSpan(_at).StartsWith("AT >"))
            {
                _at += 2;
            }
            else
            {
                return;
            }
        }
    }

    List<ScriptItem> ReadItems()
    {
        var items = new List<ScriptItem>();
        bool keep = false;
        while (Skip() && _text[_at] != '}')
        {
            if (_text[_at] is ';' or ',' or ')')
            {
                keep &= _text[_at] != ')';
                _at++;
                continue;
            }
            string word = Word();
            if (word.Length == 0)
            {
                _at++;
            }
            else if (Assignment(word) is { } assignment)
            {
                items.Add(new ScriptInnerLabel(assignment));
            }
            else if (word is "KEEP" or "EXCLUDE_FILE" or "SORT" or "SORT_BY_NAME" or "REVERSE" && Next() == '(')
            {
                // KEEP wraps a whole pattern; the file part of a pattern may be wrapped too.
                keep |= word == "KEEP";
                if (word == "EXCLUDE_FILE")
                    Balanced();
                else
                    _at++;
            }
            else if (word == "ASSERT" && Next() == '(')
            {
                Call(word);
            }
            else if (word is "BYTE" or "SHORT" or "LONG" or "QUAD" or "SQUAD" or "ASCIZ" or "FILL" or "LINKER_VERSION" && Next() == '(')
            {
                Balanced();
                if (word is not ("FILL" or "LINKER_VERSION"))
                    items.Add(new ScriptData());
            }
            else if (word == "CONSTRUCTORS")
            {
                continue;
            }
            else
            {
                if (Next() == ')')
                    _at++;
                items.Add(new ScriptPattern(word, Next() == '(' ? Patterns(Balanced()) : ["*"]) { Keep = keep });
            }
        }
        _at = Math.Min(_at + 1, _text.Length);
        return items;
    }

    // The names in a pattern's parentheses. Sorting does not change which sections match, and excluded files are too rare to matter here.
    static List<string> Patterns(string inner)
    {
        var parser = new LinkerScriptParser(inner);
        var patterns = new List<string>();
        while (parser.Skip())
        {
            string word = parser.Word();
            if (word.Length == 0)
                parser._at++;
            else if (word == "EXCLUDE_FILE")
                parser.Balanced();
            else if (!word.StartsWith("SORT", StringComparison.Ordinal) || parser.Next() != '(')
                patterns.Add(word);
        }
        return patterns;
    }

    // NAME = EXPR; and its variants. Leaves the position unchanged if the word starts something else.
    ScriptAssignment? Assignment(string word)
    {
        if (word is "PROVIDE" or "PROVIDE_HIDDEN" or "HIDDEN" && Next() == '(')
        {
            string inner = Balanced();
            int equals = inner.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? null : new(inner[..equals].Trim(), inner[(equals + 1)..].Trim(), word != "HIDDEN");
        }
        int start = _at;
        Skip();
        int length = Operator(_text.AsSpan(_at));
        if (length == 0)
        {
            _at = start;
            return null;
        }
        // NAME += EXPR means NAME = NAME + EXPR.
        string before = length == 1 ? "" : $"{word} {_text[_at..(_at + length - 1)]} ";
        _at += length;
        int from = _at;
        SkipTo(';');
        return new(word, before + _text[from.._at].Trim(), OnlyIfWanted: false);
    }

    static int Operator(ReadOnlySpan<char> text)
    {
        if (text is ['=', not '=', ..])
            return 1;
        if (text is ['+' or '-' or '*' or '/' or '&' or '|', '=', ..])
            return 2;
        return text.StartsWith("<<=") || text.StartsWith(">>=") ? 3 : 0;
    }

    // Skips white space and comments; false at the end.
    bool Skip()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
            else if (_text[_at] == '/' && Peek(1) == '*')
            {
                int end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                _at = end < 0 ? _text.Length : end + 2;
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    // A name, pattern or number, without quotes; empty at any other character.
    string Word()
    {
        if (_at < _text.Length && _text[_at] == '"')
        {
            int end = _text.IndexOf('"', _at + 1);
            end = end < 0 ? _text.Length : end;
            string quoted = _text[(_at + 1)..end];
            _at = Math.Min(end + 1, _text.Length);
            return quoted;
        }
        int start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && !"(){};,\"".Contains(_text[_at], StringComparison.Ordinal)
            && !(_text[_at] is '=' or ':' && _at > start) && _text[_at] is not ('=' or '>'))
        {
            // A bracket may hold any character.
            int close = _text[_at] == '[' && _at < _lastBracket ? _text.IndexOf(']', _at) : -1;
            _at = close > 0 ? close + 1 : _at + 1;
        }
        return _text[start.._at];
    }

    char Next()
    {
        Skip();
        return Peek(0);
    }

    char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    // The text between matching parentheses.
    string Balanced()
    {
        Skip();
        int start = _at + 1;
        int depth = 0;
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] == '"')
                _at = Math.Max(_text.IndexOf('"', _at + 1), _at);
            else if (_text[_at] == '(')
                depth++;
            else if (_text[_at] == ')' && --depth == 0)
                return _text[start.._at++];
        }
        return _text[Math.Min(start, _text.Length)..];
    }

    void SkipBlock()
    {
        if (SkipTo('{') && SkipTo('}'))
            _at++;
    }

    bool SkipTo(char wanted)
    {
        int depth = 0;
        for (; Skip(); _at++)
        {
            char c = _text[_at];
            if (c == wanted && depth == 0)
                return true;
            if (c == '"')
                _at = Math.Max(_text.IndexOf('"', _at + 1), _at);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return false;
    }
}
