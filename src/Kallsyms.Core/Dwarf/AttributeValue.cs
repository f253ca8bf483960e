namespace Kallsyms.Dwarf;

/// <summary>The undecoded value of an attribute.</summary>
/// <param name="Form">The form of the value.</param>
/// <param name="Number">A number, an offset, an index, or the place of a text within .debug_info.</param>
readonly record struct AttributeValue(DwarfForm Form, ulong Number)
{
    /// <summary>Reads a value.</summary>
    /// <exception cref="KallsymsException">The form is not supported.</exception>
    public static AttributeValue Read(ref DwarfCursor cursor, UnitHeader unit, AttributeSpec spec)
    {
        DwarfForm form = spec.Form;
        // A form that is followed by the actual form; chains of these make no sense.
        if (form == DwarfForm.Indirect)
            form = (DwarfForm)cursor.Leb();
        switch (form)
        {
            case DwarfForm.Address:
                return new(form, cursor.Unsigned(unit.AddressSize));
            case DwarfForm.Data1 or DwarfForm.Flag or DwarfForm.Reference1 or DwarfForm.StringIndex1 or DwarfForm.AddressIndex1:
                return new(form, cursor.U8());
            case DwarfForm.Data2 or DwarfForm.Reference2 or DwarfForm.StringIndex2 or DwarfForm.AddressIndex2:
                return new(form, cursor.U16());
            case DwarfForm.StringIndex3 or DwarfForm.AddressIndex3:
                return new(form, cursor.Unsigned(3));
            case DwarfForm.Data4 or DwarfForm.Reference4 or DwarfForm.StringIndex4 or DwarfForm.AddressIndex4
                or DwarfForm.ReferenceSupplement4:
                return new(form, cursor.U32());
            case DwarfForm.Data8 or DwarfForm.Reference8 or DwarfForm.Signature or DwarfForm.ReferenceSupplement8:
                return new(form, cursor.U64());
            case DwarfForm.UnsignedData or DwarfForm.ReferenceUnsigned or DwarfForm.StringIndex or DwarfForm.AddressIndex
                or DwarfForm.LocationIndex or DwarfForm.RangeIndex or DwarfForm.GnuAddressIndex or DwarfForm.GnuStringIndex:
                return new(form, cursor.Leb());
            case DwarfForm.SignedData:
                return new(form, (ulong)cursor.SignedLeb());
            case DwarfForm.ImplicitConstant:
                return new(form, (ulong)spec.Constant);
            case DwarfForm.FlagPresent:
                return new(form, 1);
            case DwarfForm.StringOffset or DwarfForm.LineString or DwarfForm.SectionOffset or DwarfForm.StringSupplement
                or DwarfForm.GnuReferenceAlternate or DwarfForm.GnuStringAlternate:
                return new(form, cursor.Unsigned(unit.OffsetSize));
            case DwarfForm.ReferenceAddress: // in version 2, address-sized
                return new(form, cursor.Unsigned(unit.Version == 2 ? unit.AddressSize : unit.OffsetSize));
            case DwarfForm.String:
                ulong at = (ulong)cursor.At;
                cursor.Text();
                return new(form, at);
            case DwarfForm.Data16:
                cursor.Skip(16);
                return new(form, 0);
            case DwarfForm.Block1:
                cursor.Skip(cursor.U8());
                return new(form, 0);
            case DwarfForm.Block2:
                cursor.Skip(cursor.U16());
                return new(form, 0);
            case DwarfForm.Block4:
                cursor.Skip(cursor.U32());
                return new(form, 0);
            case DwarfForm.Block or DwarfForm.Expression:
                cursor.Skip(cursor.Leb());
                return new(form, 0);
            default:
                throw new KallsymsException(ErrorKind.Unreadable, $"the debug information has a form that is not known (0x{(uint)form:x})");
        }
    }
}
