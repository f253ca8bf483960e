namespace Kallsyms.Dwarf;

/// <summary>The header of a line program: its form, and the files it refers to (DWARF 5, 6.2.4).</summary>
sealed class LineHeader
{
    // Content types in a row of version 5's tables.
    const ulong Path = 1, DirectoryIndex = 2;

    // The names of all files of a unit together are far shorter.
    const int MaxText = 1 << 26;

    readonly DwarfUnit _unit;
    int _text;
    readonly List<string> _directories = [];
    readonly List<(string Name, ulong Directory)> _files = [];
    readonly int _firstFile;

    /// <summary>Reads a header.</summary>
    /// <param name="sections">The sections.</param>
    /// <param name="unit">The unit whose lines they are.</param>
    /// <param name="cursor">A cursor at the start of the header; afterwards at the start of the program.</param>
    public LineHeader(DwarfSections sections, DwarfUnit unit, ref DwarfCursor cursor)
    {
        _unit = unit;
        ulong length = cursor.InitialLength(out int offsetSize);
        ulong end = (ulong)cursor.At + length;
        if (end > (ulong)sections.Lines.Length || end < length)
            throw DwarfCursor.Damaged(cursor.At);
        End = (int)end;
        Version = cursor.U16();
        if (Version is < 2 or > 5)
            throw new KallsymsException(ErrorKind.Unreadable, $"line tables of DWARF {Version} are not read; 2 to 5 are", sections.Name);
        AddressSize = unit.Header.AddressSize;
        if (Version == 5)
        {
            AddressSize = cursor.U8();
            cursor.Skip(1);
        }
        ulong programAt = cursor.Unsigned(offsetSize);
        programAt += (ulong)cursor.At;
        MinLength = cursor.U8();
        MaxOperations = Version >= 4 ? Math.Max((int)cursor.U8(), 1) : 1;
        cursor.Skip(1); // whether rows are initially statements: all rows count
        LineBase = (sbyte)cursor.U8();
        LineRange = cursor.U8();
        OpcodeBase = cursor.U8();
        OperandCounts = OpcodeBase > 0 ? cursor.Take((ulong)(OpcodeBase - 1)).ToArray() : [];
        if (Version == 5)
        {
            var header = unit.Header with { OffsetSize = offsetSize, AddressSize = AddressSize };
            ReadTable(ref cursor, header, (name, _) => _directories.Add(name));
            ReadTable(ref cursor, header, (name, directory) => _files.Add((name, directory)));
        }
        else
        {
            ReadOldTables(ref cursor);
            _firstFile = 1;
        }
        if (programAt < (ulong)cursor.At || programAt > end)
            throw DwarfCursor.Damaged((long)programAt);
        cursor.Skip(programAt - (ulong)cursor.At);
    }

    /// <summary>The offset after the program.</summary>
    public int End { get; }

    /// <summary>The DWARF version.</summary>
    public int Version { get; }

    /// <summary>The size of an address in bytes.</summary>
    public int AddressSize { get; }

    /// <summary>The unit of address advances, in bytes.</summary>
    public int MinLength { get; }

    /// <summary>The number of operations per instruction, for VLIW machines.</summary>
    public int MaxOperations { get; }

    /// <summary>The smallest line advance of a special opcode.</summary>
    public int LineBase { get; }

    /// <summary>The number of different line advances of special opcodes.</summary>
    public int LineRange { get; }

    /// <summary>The first special opcode.</summary>
    public int OpcodeBase { get; }

    /// <summary>The number of operands of each standard opcode.</summary>
    public byte[] OperandCounts { get; }

    /// <summary>Returns the full name of a file; null if there is none of that number.</summary>
    public string? File(ulong number)
    {
        ulong index = number - (ulong)_firstFile;
        if (index >= (ulong)_files.Count)
            return null;
        (string name, ulong directory) = _files[(int)index];
        if (name.StartsWith('/'))
            return name;
        // Up to version 4 the unit's own directory has number 0.
        ulong place = directory - (ulong)_firstFile;
        string within = place < (ulong)_directories.Count ? _directories[(int)place] : "";
        string path = within.Length > 0 ? $"{within}/{name}" : name;
        return path.StartsWith('/') || _unit.Directory.Length == 0 ? path : $"{_unit.Directory}/{path}";
    }

    /// <summary>Adds a file that the program itself defines.</summary>
    public void AddFile(string name, ulong directory) => _files.Add((name, directory));

    void ReadOldTables(ref DwarfCursor cursor)
    {
        while (cursor.Text() is { Length: > 0 } name)
            _directories.Add(System.Text.Encoding.UTF8.GetString(name));
        while (cursor.Text() is { Length: > 0 } name)
        {
            _files.Add((System.Text.Encoding.UTF8.GetString(name), cursor.Leb()));
            cursor.Leb();
            cursor.Leb();
        }
    }

    void ReadTable(ref DwarfCursor cursor, UnitHeader header, Action<string, ulong> add)
    {
        var columns = new (ulong Kind, DwarfForm Form)[cursor.U8()];
        for (int i = 0; i < columns.Length; i++)
            columns[i] = (cursor.Leb(), (DwarfForm)cursor.Leb());
        ulong count = cursor.Leb();
        for (ulong row = 0; row < count && columns.Length > 0; row++)
        {
            int before = cursor.At;
            (string name, ulong directory) = ("", 0);
            foreach ((ulong kind, DwarfForm form) in columns)
            {
                // The text is in this section, not in .debug_info.
                if (form == DwarfForm.String)
                {
                    string text = System.Text.Encoding.UTF8.GetString(cursor.Text());
                    name = kind == Path ? text : name;
                    continue;
                }
                AttributeValue value = AttributeValue.Read(ref cursor, header, new(0, form, 0));
                name = kind == Path ? _unit.Text(value) ?? "" : name;
                _text += kind == Path ? name.Length : 0;
                if (_text > MaxText)
                    throw DwarfCursor.Damaged(before);
                directory = kind == DirectoryIndex ? value.Number : directory;
            }
            // Rows without bytes could be as many as the count claims.
            if (cursor.At == before)
                throw DwarfCursor.Damaged(before);
            add(name, directory);
        }
    }
}
