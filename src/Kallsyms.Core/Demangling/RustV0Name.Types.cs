namespace Kallsyms.Demangling;

/// <summary>Rust's v0 scheme: types and generic arguments.</summary>
sealed partial class RustV0Name
{
    // No compiler writes "for<" with more; each adds text.
    const int MostLifetimes = 1024;

    ulong _lifetimes;

    void GenericArgument()
    {
        if (text.TryTake('L'))
            Lifetime(Base62());
        else if (text.TryTake('K'))
            Constant(isValue: false);
        else
            Type();
    }

    void Type() => Nested(() =>
    {
        if (BasicType(text.Next) is { } basic)
        {
            text.Take();
            Write(basic);
            return;
        }
        switch (text.Next)
        {
            case 'R' or 'Q':
                Reference(isMutable: text.Take() == 'Q');
                break;
            case 'P' or 'O':
                Write(text.Take() == 'P' ? "*const " : "*mut ");
                Type();
                break;
            case 'A' or 'S':
                Sequence(hasLength: text.Take() == 'A');
                break;
            case 'T':
                text.Take();
                Write("(");
                Write(List(Type) == 1 ? ",)" : ")");
                break;
            case 'F':
                text.Take();
                InBinder(Function);
                break;
            case 'D':
                text.Take();
                Dyn();
                break;
            case 'B':
                text.Take();
                Back(Type);
                break;
            default:
                Path(isValue: false);
                break;
        }
    });

    void Reference(bool isMutable)
    {
        Write("&");
        if (text.TryTake('L') && Base62() is > 0 and ulong lifetime)
        {
            Lifetime(lifetime);
            Write(" ");
        }
        Write(isMutable ? "mut " : "");
        Type();
    }

    void Sequence(bool hasLength)
    {
        Write("[");
        Type();
        if (hasLength)
        {
            Write("; ");
            Constant(isValue: true);
        }
        Write("]");
    }

    void Function()
    {
        Write(text.TryTake('U') ? "unsafe " : "");
        if (text.TryTake('K'))
            Write($"extern \"{(text.TryTake('C') ? "C" : Identifier().Replace('_', '-'))}\" ");
        Write("fn(");
        List(Type);
        Write(")");
        if (!text.TryTake('u'))
        {
            Write(" -> ");
            Type();
        }
    }

    void Dyn()
    {
        Write("dyn ");
        InBinder(() =>
        {
            for (bool isFirst = true; !text.TryTake('E') && !text.HasFailed; isFirst = false)
            {
                Write(isFirst ? "" : " + ");
                Bound();
            }
        });
        if (!text.TryTake('L'))
            text.Fail();
        else if (Base62() is > 0 and ulong lifetime)
        {
            Write(" + ");
            Lifetime(lifetime);
        }
    }

    // A trait; its associated types go between the brackets of its arguments.
    void Bound()
    {
        bool isOpen = OpenPath();
        for (; text.TryTake('p'); isOpen = true)
        {
            Write(isOpen ? ", " : "<");
            Write(Identifier());
            Write(" = ");
            Type();
        }
        Write(isOpen ? ">" : "");
    }

    // A path without the closing ">" of its arguments; false if it has none.
    bool OpenPath()
    {
        bool isOpen = false;
        Nested(() =>
        {
            if (text.TryTake('B'))
            {
                Back(() => isOpen = OpenPath());
            }
            else if (text.TryTake('I'))
            {
                Path(isValue: false);
                Write("<");
                List(GenericArgument);
                isOpen = true;
            }
            else
            {
                Path(isValue: false);
            }
        });
        return isOpen;
    }

    void InBinder(Action read)
    {
        ulong before = _lifetimes;
        if (text.TryTake('G'))
        {
            ulong count = Base62() + 1;
            if (count > MostLifetimes)
                text.Fail();
            Write("for<");
            for (ulong i = 0; i < count && !text.HasFailed; i++)
            {
                _lifetimes++;
                Write(i > 0 ? ", " : "");
                Lifetime(1);
            }
            Write("> ");
        }
        read();
        _lifetimes = before;
    }

    // Counted from the innermost binder; 0 is an erased lifetime.
    void Lifetime(ulong index)
    {
        if (index > _lifetimes)
            text.Fail();
        else if (index == 0)
            Write("'_");
        else if (_lifetimes - index is var depth)
            Write(depth < 26 ? $"'{(char)('a' + depth)}" : $"'_{depth}");
    }

    static string? BasicType(char letter) => letter switch
    {
        'a' => "i8",
        'b' => "bool",
        'c' => "char",
        'd' => "f64",
        'e' => "str",
        'f' => "f32",
        'h' => "u8",
        'i' => "isize",
        'j' => "usize",
        'l' => "i32",
        'm' => "u32",
        'n' => "i128",
        'o' => "u128",
        'p' => "_",
        's' => "i16",
        't' => "u16",
        'u' => "()",
        'v' => "...",
        'x' => "i64",
        'y' => "u64",
        'z' => "!",
        _ => null,
    };
}
