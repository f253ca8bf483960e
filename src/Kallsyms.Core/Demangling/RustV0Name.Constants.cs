using System.Globalization;
using System.Text;

namespace Kallsyms.Demangling;

/// <summary>Rust's v0 scheme: constants.</summary>
sealed partial class RustV0Name
{
    void Constant(bool isValue) => Nested(() =>
    {
        char kind = text.Take();
        switch (kind)
        {
            case 'p':
                Write("_");
                break;
            case 'h' or 't' or 'm' or 'y' or 'o' or 'j':
                Write(Number());
                break;
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i':
                Write((text.TryTake('n') ? "-" : "") + Number());
                break;
            case 'b':
                Boolean();
                break;
            case 'c':
                Character();
                break;
            case 'B':
                Back(() => Constant(isValue));
                break;
            case 'e' or 'R' or 'Q' or 'A' or 'T' or 'V':
                Write(isValue ? "" : "{");
                Compound(kind);
                Write(isValue ? "" : "}");
                break;
            default:
                text.Fail();
                break;
        }
    });

    void Compound(char kind)
    {
        switch (kind)
        {
            case 'e':
                Write("*");
                String();
                break;
            case 'R' or 'Q':
                if (kind == 'R' && text.TryTake('e'))
                {
                    String();
                    break;
                }
                Write(kind == 'R' ? "&" : "&mut ");
                Constant(isValue: true);
                break;
            case 'A':
                Write("[");
                List(() => Constant(isValue: true));
                Write("]");
                break;
            case 'T':
                Write("(");
                Write(List(() => Constant(isValue: true)) == 1 ? ",)" : ")");
                break;
            default:
                Variant();
                break;
        }
    }

    void Variant()
    {
        char form = text.Take();
        Path(isValue: true);
        if (form == 'T')
        {
            Write("(");
            List(() => Constant(isValue: true));
            Write(")");
        }
        else if (form == 'S')
        {
            Write(" { ");
            List(() =>
            {
                Disambiguator();
                Write(Identifier() + ": ");
                Constant(isValue: true);
            });
            Write(" }");
        }
        else if (form != 'U')
        {
            text.Fail();
        }
    }

    string Hex()
    {
        int start = text.Position;
        while (char.IsAsciiHexDigitLower(text.Next))
            text.Take();
        string digits = text.Since(start);
        text.Require('_');
        return digits;
    }

    string Number()
    {
        string digits = Hex().TrimStart('0');
        return digits.Length > 16 ? "0x" + digits
            : digits.Length == 0 ? "0"
            : ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    void Boolean()
    {
        string digits = Hex();
        if (digits is not ("0" or "1"))
            text.Fail();
        Write(digits == "1" ? "true" : "false");
    }

    void Character()
    {
        if (int.TryParse(Hex(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) && Rune.IsValid(code))
            Write($"'{Escaped(new Rune(code), '\'')}'");
        else
            text.Fail();
    }

    // A string, as bytes of UTF-8.
    void String()
    {
        string digits = Hex();
        if (digits.Length % 2 != 0)
            text.Fail();
        var written = new StringBuilder("\"");
        byte[] bytes = text.HasFailed ? [] : Convert.FromHexString(digits);
        foreach (Rune rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
            written.Append(Escaped(rune, '"'));
        Write(written.Append('"').ToString());
    }

    static string Escaped(Rune rune, char quote) => rune.Value switch
    {
        '\t' => "\\t",
        '\n' => "\\n",
        '\r' => "\\r",
        '\\' => "\\\\",
        _ when rune.Value == quote => "\\" + quote,
        _ when Rune.IsControl(rune) => $"\\u{{{rune.Value:x}}}",
        _ => rune.ToString(),
    };
}
