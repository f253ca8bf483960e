namespace Kallsyms.Dwarf;

/// <summary>Runs a line program (DWARF 5, 6.2.5).</summary>
/// <param name="header">The header of the program.</param>
/// <param name="add">Receives each sequence: its rows, and the address after it.</param>
sealed class LineProgram(LineHeader header, Action<List<LineTable.Row>, ulong> add)
{
    // Standard opcodes.
    const byte Copy = 1, AdvancePc = 2, AdvanceLine = 3, SetFile = 4, AddConstantPc = 8, FixedAdvancePc = 9;

    // Extended opcodes.
    const byte EndSequence = 1, SetAddress = 2, DefineFile = 3;

    readonly List<LineTable.Row> _rows = [];
    ulong _address;
    ulong _operation;
    uint _file = 1;
    uint _line = 1;

    /// <summary>Runs the program to its end.</summary>
    public void Run(DwarfCursor cursor)
    {
        while (cursor.At < header.End)
        {
            byte opcode = cursor.U8();
            if (opcode >= header.OpcodeBase)
                RunSpecial(opcode);
            else if (opcode == 0)
                RunExtended(ref cursor);
            else
                RunStandard(opcode, ref cursor);
        }
    }

    void RunSpecial(byte opcode)
    {
        int adjusted = opcode - header.OpcodeBase;
        if (header.LineRange == 0)
            throw DwarfCursor.Damaged(header.End);
        Advance((uint)(adjusted / header.LineRange));
        _line = (uint)(_line + header.LineBase + adjusted % header.LineRange);
        AddRow();
    }

    void RunStandard(byte opcode, ref DwarfCursor cursor)
    {
        switch (opcode)
        {
            case Copy:
                AddRow();
                break;
            case AdvancePc:
                Advance(cursor.Leb());
                break;
            case AdvanceLine:
                _line = (uint)(_line + cursor.SignedLeb());
                break;
            case SetFile:
                _file = (uint)cursor.Leb();
                break;
            case AddConstantPc:
                Advance(header.LineRange == 0 ? 0 : (uint)((255 - header.OpcodeBase) / header.LineRange));
                break;
            case FixedAdvancePc:
                _address += cursor.U16();
                _operation = 0;
                break;
            default: // columns, blocks, unknown opcodes: only operands to skip
                for (int i = header.OperandCounts[opcode - 1]; i > 0; i--)
                    cursor.Leb();
                break;
        }
    }

    void RunExtended(ref DwarfCursor cursor)
    {
        ulong length = cursor.Leb();
        if (length == 0)
            return;
        int start = cursor.At;
        switch (cursor.U8())
        {
            case EndSequence:
                add(_rows, _address);
                _rows.Clear();
                (_address, _operation, _file, _line) = (0, 0, 1, 1);
                break;
            case SetAddress:
                _address = cursor.Unsigned((int)Math.Min(length - 1, 16));
                _operation = 0;
                break;
            case DefineFile:
                header.AddFile(System.Text.Encoding.UTF8.GetString(cursor.Text()), cursor.Leb());
                break;
        }
        ulong read = (ulong)(cursor.At - start);
        if (read > length)
            throw DwarfCursor.Damaged(start);
        cursor.Skip(length - read);
    }

    void Advance(ulong operations)
    {
        ulong sum = _operation + operations;
        _address += (ulong)header.MinLength * (sum / (uint)header.MaxOperations);
        _operation = sum % (uint)header.MaxOperations;
    }

    void AddRow() => _rows.Add(new(_address, _file, _line));
}
