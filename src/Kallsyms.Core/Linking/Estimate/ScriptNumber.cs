using System.Globalization;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// Evaluates constant expressions of linker scripts, such as <c>((1 &lt;&lt; 12))</c>: numbers, also with K or M behind them,
/// parentheses, and the operators <c>+ - * &lt;&lt;</c> with the precedence of C.
/// </summary>
ref struct ScriptNumber
{
    // Operators, the loosest first.
    static readonly string[] _operators = ["<<", "+", "-", "*"];

    const int MaxDepth = 64;

    ReadOnlySpan<char> _rest;
    int _depth;

    /// <summary>Returns the value; null if it is no constant of that kind.</summary>
    public static ulong? Of(ReadOnlySpan<char> expression)
    {
        var number = new ScriptNumber { _rest = expression.Trim() };
        ulong? value = number.Operation(0);
        return number._rest.IsEmpty ? value : null;
    }

    // Operators from one on, which are not associative to the right.
    ulong? Operation(int loosest)
    {
        if (loosest == _operators.Length)
            return Operand();
        ulong? value = Operation(loosest + 1);
        while (value is ulong left && TryTake(_operators[loosest]))
        {
            value = Operation(loosest + 1) is not ulong right ? null : _operators[loosest] switch
            {
                "<<" => right < 64 ? left << (int)right : null,
                "+" => left + right,
                "-" => left - right,
                _ => left * right,
            };
        }
        return value;
    }

    ulong? Operand()
    {
        if (TryTake("("))
        {
            ulong? value = ++_depth < MaxDepth ? Operation(0) : null;
            _depth--;
            return TryTake(")") ? value : null;
        }
        int length = 0;
        while (length < _rest.Length && ScriptExpression.IsNamePart(_rest[length]))
            length++;
        ReadOnlySpan<char> word = _rest[..length];
        _rest = _rest[length..].TrimStart();
        int shift = word is [.., 'K'] ? 10 : word is [.., 'M'] ? 20 : 0;
        if (shift > 0)
            word = word[..^1];
        bool isHex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(
            isHex ? word[2..] : word, isHex ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number << shift : null;
    }

    bool TryTake(string token)
    {
        if (!_rest.StartsWith(token, StringComparison.Ordinal))
            return false;
        _rest = _rest[token.Length..].TrimStart();
        return true;
    }
}
