namespace Kallsyms.Images.Codecs;

/// <summary>
/// Decodes an LZO1X block, from the description of the stream in the Linux documentation ("LZO stream format", bitstream version 0).
/// Every read and copy is checked.
/// </summary>
/// <remarks>
/// The meaning of the smallest instructions depends on how many literals the one before copied: the state is 0 to 3 for that many
/// literals following a match, 4 for a longer run of them.
/// </remarks>
ref struct Lzo1x
{
    readonly ReadOnlySpan<byte> _input;
    readonly Span<byte> _output;
    int _in;
    int _out;
    bool _failed;

    Lzo1x(ReadOnlySpan<byte> input, Span<byte> output)
    {
        _input = input;
        _output = output;
    }

    /// <summary>Decodes a block; returns the number of bytes, or -1 if the block is damaged or does not fit.</summary>
    public static int Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var decoder = new Lzo1x(input, output);
        return decoder.Run();
    }

    int Run()
    {
        int state = 0;
        if (_input.Length > 0 && _input[0] > 17)
        {
            int literals = Next() - 17;
            CopyLiterals(literals);
            state = Math.Min(literals, 4);
        }
        while (!_failed)
        {
            int code = Next();
            if (code < 16 && state == 0)
            {
                CopyLiterals(3 + Length(code, 15));
                state = 4;
                continue;
            }
            int length;
            int distance;
            int tail = code & 3;
            if (code < 16)
            {
                (length, distance) = state == 4 ? (3, 2049) : (2, 1);
                distance += (code >> 2) + (Next() << 2);
            }
            else if (code < 64)
            {
                bool far = code < 32;
                length = far ? 2 + Length(code & 7, 7) : 2 + Length(code & 31, 31);
                int word = Next() | Next() << 8;
                tail = word & 3;
                distance = (word >> 2) + (far ? 16384 + ((code & 8) << 11) : 1);
                if (far && distance == 16384)
                    return _failed ? -1 : _out;
            }
            else
            {
                length = code < 128 ? 3 + (code >> 5 & 1) : 5 + (code >> 5 & 3);
                distance = 1 + (code >> 2 & 7) + (Next() << 3);
            }
            CopyMatch(distance, length);
            CopyLiterals(tail);
            state = tail;
        }
        return -1;
    }

    int Next()
    {
        if ((uint)_in < (uint)_input.Length)
            return _input[_in++];
        _failed = true;
        return 0;
    }

    // A length of 0 continues: each zero byte adds 255, and the first other byte ends it.
    int Length(int value, int extended)
    {
        if (value != 0)
            return value;
        long length = extended;
        int next;
        while ((next = Next()) == 0 && !_failed)
            length += 255;
        length += next;
        _failed |= length > _output.Length;
        return _failed ? 0 : (int)length;
    }

    void CopyLiterals(int count)
    {
        _failed |= count > _input.Length - _in || count > _output.Length - _out;
        if (_failed)
            return;
        _input.Slice(_in, count).CopyTo(_output[_out..]);
        _in += count;
        _out += count;
    }

    void CopyMatch(int distance, int length)
    {
        _failed |= distance > _out || length > _output.Length - _out;
        if (_failed)
            return;
        if (distance >= length)
        {
            _output.Slice(_out - distance, length).CopyTo(_output[_out..]);
            _out += length;
            return;
        }
        // The match overlaps its own output, so a pattern repeats.
        for (int end = _out + length; _out < end; _out++)
            _output[_out] = _output[_out - distance];
    }
}
