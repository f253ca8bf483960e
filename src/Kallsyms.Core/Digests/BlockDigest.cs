using System.Buffers.Binary;

namespace Kallsyms.Digests;

/// <summary>
/// The common part of MD5, SHA-1 and SHA-256: blocks of 64 bytes, the last one padded and ending with the number of bits.
/// </summary>
/// <param name="state">The initial words of the state.</param>
/// <param name="bigEndian">Whether words are big-endian.</param>
abstract class BlockDigest(uint[] state, bool bigEndian) : Digest
{
    const int BlockSize = 64;
    const int Words = BlockSize / sizeof(uint);
    const int LengthOffset = BlockSize - sizeof(ulong);

    readonly byte[] _block = new byte[BlockSize];
    int _inBlock;
    ulong _bytes;

    /// <inheritdoc/>
    public sealed override void Append(ReadOnlySpan<byte> bytes)
    {
        _bytes += (ulong)bytes.Length;
        if (_inBlock > 0)
        {
            int count = Math.Min(BlockSize - _inBlock, bytes.Length);
            bytes[..count].CopyTo(_block.AsSpan(_inBlock));
            _inBlock += count;
            bytes = bytes[count..];
            if (_inBlock < BlockSize)
                return;
            Take(_block);
        }
        for (; bytes.Length >= BlockSize; bytes = bytes[BlockSize..])
            Take(bytes[..BlockSize]);
        bytes.CopyTo(_block);
        _inBlock = bytes.Length;
    }

    /// <inheritdoc/>
    public sealed override byte[] Finish()
    {
        ulong bits = _bytes * 8;
        _block[_inBlock++] = 0x80;
        if (_inBlock > LengthOffset)
        {
            _block.AsSpan(_inBlock).Clear();
            Take(_block);
            _inBlock = 0;
        }
        _block.AsSpan(_inBlock).Clear();
        if (bigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(_block.AsSpan(LengthOffset), bits);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(LengthOffset), bits);
        Take(_block);
        var digest = new byte[state.Length * sizeof(uint)];
        for (int i = 0; i < state.Length; i++)
        {
            Span<byte> word = digest.AsSpan(i * sizeof(uint));
            if (bigEndian)
                BinaryPrimitives.WriteUInt32BigEndian(word, state[i]);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(word, state[i]);
        }
        return digest;
    }

    /// <summary>Mixes a block into the state.</summary>
    /// <param name="state">The current words of the state.</param>
    /// <param name="words">The 16 words of the block.</param>
    protected abstract void Mix(uint[] state, ReadOnlySpan<uint> words);

    void Take(ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[Words];
        for (int i = 0; i < Words; i++)
        {
            ReadOnlySpan<byte> word = block[(i * sizeof(uint))..];
            words[i] = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(word) : BinaryPrimitives.ReadUInt32LittleEndian(word);
        }
        Mix(state, words);
    }
}
