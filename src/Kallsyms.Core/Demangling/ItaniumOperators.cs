namespace Kallsyms.Demangling;

/// <summary>C++ operators: two letters in a mangled name, with their text, form and precedence.</summary>
static class ItaniumOperators
{
    /// <summary>The forms of operators.</summary>
    public enum Form
    {
        /// <summary>Between two operands.</summary>
        Binary,

        /// <summary>Before an operand.</summary>
        Prefix,

        /// <summary>After an operand; before it if the name has "_".</summary>
        Postfix,

        /// <summary>Access to a member of an object.</summary>
        Member,

        /// <summary>A word and an expression in parentheses.</summary>
        OfValue,

        /// <summary>A word and a type in parentheses.</summary>
        OfType,

        /// <summary>A cast, with the type between angle brackets.</summary>
        Cast,

        /// <summary>Only part of a name.</summary>
        NameOnly,
    }

    /// <summary>The precedence of postfix operators: calls, members.</summary>
    public const int Postfix = 3;

    /// <summary>The precedence of prefix operators.</summary>
    public const int Unary = 4;

    /// <summary>The precedence of assignments and conditions.</summary>
    public const int Assignment = 17;

    /// <summary>The precedence of the comma; nothing binds more loosely.</summary>
    public const int Comma = 18;

    static readonly Dictionary<string, (string Text, Form Form, int Precedence)> _all = new()
    {
        ["aN"] = ("&=", Form.Binary, Assignment),
        ["aS"] = ("=", Form.Binary, Assignment),
        ["aa"] = ("&&", Form.Binary, 14),
        ["ad"] = ("&", Form.Prefix, Unary),
        ["an"] = ("&", Form.Binary, 11),
        ["at"] = ("alignof ", Form.OfType, Unary),
        ["aw"] = ("co_await ", Form.NameOnly, Unary),
        ["az"] = ("alignof ", Form.OfValue, Unary),
        ["cc"] = ("const_cast", Form.Cast, Postfix),
        ["cl"] = ("()", Form.NameOnly, Postfix),
        ["cm"] = (",", Form.Binary, Comma),
        ["co"] = ("~", Form.Prefix, Unary),
        ["dV"] = ("/=", Form.Binary, Assignment),
        ["da"] = ("delete[]", Form.NameOnly, Unary),
        ["dc"] = ("dynamic_cast", Form.Cast, Postfix),
        ["de"] = ("*", Form.Prefix, Unary),
        ["dl"] = ("delete", Form.NameOnly, Unary),
        ["ds"] = (".*", Form.Member, 5),
        ["dt"] = (".", Form.Member, Postfix),
        ["dv"] = ("/", Form.Binary, 6),
        ["eO"] = ("^=", Form.Binary, Assignment),
        ["eo"] = ("^", Form.Binary, 12),
        ["eq"] = ("==", Form.Binary, 10),
        ["ge"] = (">=", Form.Binary, 9),
        ["gt"] = (">", Form.Binary, 9),
        ["ix"] = ("[]", Form.NameOnly, Postfix),
        ["lS"] = ("<<=", Form.Binary, Assignment),
        ["le"] = ("<=", Form.Binary, 9),
        ["ls"] = ("<<", Form.Binary, 8),
        ["lt"] = ("<", Form.Binary, 9),
        ["mI"] = ("-=", Form.Binary, Assignment),
        ["mL"] = ("*=", Form.Binary, Assignment),
        ["mi"] = ("-", Form.Binary, 7),
        ["ml"] = ("*", Form.Binary, 6),
        ["mm"] = ("--", Form.Postfix, Postfix),
        ["na"] = ("new[]", Form.NameOnly, Unary),
        ["ne"] = ("!=", Form.Binary, 10),
        ["ng"] = ("-", Form.Prefix, Unary),
        ["nt"] = ("!", Form.Prefix, Unary),
        ["nw"] = ("new", Form.NameOnly, Unary),
        ["oR"] = ("|=", Form.Binary, Assignment),
        ["oo"] = ("||", Form.Binary, 15),
        ["or"] = ("|", Form.Binary, 13),
        ["pL"] = ("+=", Form.Binary, Assignment),
        ["pl"] = ("+", Form.Binary, 7),
        ["pm"] = ("->*", Form.Member, 5),
        ["pp"] = ("++", Form.Postfix, Postfix),
        ["ps"] = ("+", Form.Prefix, Unary),
        ["pt"] = ("->", Form.Member, Postfix),
        ["qu"] = ("?", Form.NameOnly, 16),
        ["rM"] = ("%=", Form.Binary, Assignment),
        ["rS"] = (">>=", Form.Binary, Assignment),
        ["rc"] = ("reinterpret_cast", Form.Cast, Postfix),
        ["rm"] = ("%", Form.Binary, 6),
        ["rs"] = (">>", Form.Binary, 8),
        ["sc"] = ("static_cast", Form.Cast, Postfix),
        ["ss"] = ("<=>", Form.Binary, 8),
        ["st"] = ("sizeof ", Form.OfType, Unary),
        ["sz"] = ("sizeof ", Form.OfValue, Unary),
        ["te"] = ("typeid ", Form.OfValue, Postfix),
        ["ti"] = ("typeid ", Form.OfType, Postfix),
    };

    /// <summary>Finds the operator with two letters.</summary>
    public static bool TryFind(string code, out (string Text, Form Form, int Precedence) found) => _all.TryGetValue(code, out found);

    /// <summary>Returns what follows "operator" in the name of a function; null if it cannot be part of one.</summary>
    public static string? NameOf(string code) =>
        !_all.TryGetValue(code, out (string Text, Form Form, int Precedence) found) ? null
        : found.Form is Form.OfType or Form.OfValue or Form.Cast || code is "dt" or "ds" or "qu" ? null
        : char.IsAsciiLetterLower(found.Text[0]) ? " " + found.Text.TrimEnd() : found.Text;
}
