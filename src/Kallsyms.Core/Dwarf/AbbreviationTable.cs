namespace Kallsyms.Dwarf;

/// <summary>An attribute in an abbreviation.</summary>
/// <param name="Name">The attribute's number.</param>
/// <param name="Form">The form of its value.</param>
/// <param name="Constant">Its value if the form stores it in the abbreviation.</param>
readonly record struct AttributeSpec(uint Name, DwarfForm Form, long Constant);

/// <summary>The shape of an entry.</summary>
/// <param name="Tag">The kind of entry.</param>
/// <param name="HasChildren">Whether entries within it follow.</param>
/// <param name="Attributes">Its attributes, in order.</param>
sealed record Abbreviation(uint Tag, bool HasChildren, AttributeSpec[] Attributes);

/// <summary>The shapes of a unit's entries, by number (.debug_abbrev).</summary>
sealed class AbbreviationTable
{
    // None may occur twice, and all versions and vendors together have fewer. Some take no bytes in the entries, of which there may be
    // as many as the file has bytes.
    const int MaxAttributes = 256;

    readonly Dictionary<ulong, Abbreviation> _byNumber = [];

    /// <summary>Reads a table.</summary>
    public AbbreviationTable(DwarfCursor cursor)
    {
        int start = cursor.At;
        var attributes = new List<AttributeSpec>();
        while (!cursor.IsAtEnd && cursor.Leb() is > 0 and ulong number)
        {
            uint tag = (uint)cursor.Leb();
            bool hasChildren = cursor.U8() != 0;
            attributes.Clear();
            while (true)
            {
                uint name = (uint)cursor.Leb();
                var form = (DwarfForm)cursor.Leb();
                long constant = form == DwarfForm.ImplicitConstant ? cursor.SignedLeb() : 0;
                if (name == 0 && form == 0)
                    break;
                if (attributes.Count == MaxAttributes)
                    throw DwarfCursor.Damaged(cursor.At);
                attributes.Add(new(name, form, constant));
            }
            _byNumber.TryAdd(number, new(tag, hasChildren, [.. attributes]));
        }
        Length = cursor.At - start;
    }

    /// <summary>The number of bytes that it takes in its section.</summary>
    public int Length { get; }

    /// <summary>The shape with a number.</summary>
    /// <exception cref="KallsymsException">There is no such shape.</exception>
    public Abbreviation this[ulong number] => _byNumber.TryGetValue(number, out Abbreviation? found) ? found
        : throw DwarfCursor.Damaged((long)number);
}
