using System.Buffers.Binary;
using System.Text;

namespace Kallsyms.Fuzz;

/// <summary>Changes inputs as damage, truncation and malice would: bits, numbers in both byte orders, blocks, marks of formats.</summary>
sealed class Mutator(Random random, int maxLength)
{
    static readonly long[] _numbers =
        [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 511, 512, 4095, 4096, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, -2, long.MaxValue, long.MinValue];

    static readonly byte[][] _words =
    [
        [0x1f, 0x8b, 0x08], [0xfd, .. "7zXZ\0"u8], [.. "BZh9"u8, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x02, 0x21, 0x4c, 0x18], [0x04, 0x22, 0x4d, 0x18],
        [0x89, .. "LZO\0\r\n"u8, 0x1a, 0x0a], [0x28, 0xb5, 0x2f, 0xfd], [0x5d, 0, 0, 0x80, 0, 0xff, 0xff], [0x27, 0x05, 0x19, 0x56], [0xd0, 0x0d, 0xfe, 0xed],
        [.. "ANDROID!"u8], [.. "UNCOMPRESSED_IMG"u8], [0x7f, .. "ELF"u8, 2, 1, 1], [0x7f, .. "ELF"u8, 1, 2, 1], [.. "HdrS"u8], [.. "MZ\0\0zimg"u8], [.. "ARMd"u8],
        [.. "RSC\u0005"u8], [.. "S390EP"u8], [.. "IKCFG_ST"u8], [.. "Linux version 6.1"u8], [.. "!<arch>\n"u8], [.. "!<thin>\n"u8], [.. "`\n"u8], [.. "#1/20"u8],
        [.. "images"u8], [.. "data-position"u8], [.. "ffffffff81000000 T "u8], [.. "\t[module]\n"u8], [.. "Kernel Offset: 0x"u8], [.. "+0x10/0x20"u8],
        [.. "ABSOLUTE("u8], [.. "PROVIDE("u8], [.. "*[a-"u8], [.. " : { *("u8], [.. "/*"u8], [.. ". = ALIGN("u8], [.. "-Xlinker "u8], [.. "-Wl,"u8],
        [.. "linux_banner"u8], [.. "kallsyms_names"u8],
    ];

    /// <summary>A changed copy.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        byte[] result = [.. input];
        for (int rounds = 1 << random.Next(4); rounds > 0; rounds--)
            result = Once(result, other);
        return result.Length <= maxLength ? result : result[..maxLength];
    }

    byte[] Once(byte[] bytes, byte[] other)
    {
        if (bytes.Length == 0)
            return [.. Word()];
        int at = Position(bytes.Length);
        switch (random.Next(12))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                bytes[at] += (byte)random.Next(-4, 5);
                return bytes;
            case 3 or 4:
                PutNumber(bytes, at);
                return bytes;
            case 5:
                Overwrite(bytes, at, Word());
                return bytes;
            case 6:
                return bytes[..at]; // truncated
            case 7:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1 + random.Next(32))..]];
            case 8:
                return [.. bytes[..at], .. Block(bytes), .. bytes[at..]];
            case 9:
                return [.. bytes[..at], .. Block(other), .. bytes[at..]];
            case 10:
                Overwrite(bytes, at, Block(random.Next(2) == 0 ? other : bytes));
                return bytes;
            default:
                return [.. bytes[..at], .. other[Math.Min(at, other.Length)..]]; // one format's head, another's rest
        }
    }

    // Headers are at the start, and matter more.
    int Position(int length) => random.Next(random.Next(2) == 0 ? Math.Min(length, 128) : length);

    void PutNumber(byte[] bytes, int at)
    {
        int size = 1 << random.Next(4);
        at = Math.Min(at & ~(size - 1), Math.Max(0, bytes.Length - size));
        Span<byte> word = stackalloc byte[8];
        bool bigEndian = random.Next(2) == 0;
        Span<byte> field = bytes.AsSpan(at, Math.Min(size, bytes.Length - at));
        long value = random.Next(4) switch
        {
            0 => bytes.Length + random.Next(-2, 3),
            1 => Read(field, bigEndian) + random.Next(-16, 17),
            2 => random.Next(bytes.Length + 1),
            _ => _numbers[random.Next(_numbers.Length)],
        };
        BinaryPrimitives.WriteInt64LittleEndian(word, value);
        word = word[..field.Length];
        if (bigEndian)
            word.Reverse();
        word.CopyTo(field);
    }

    static long Read(ReadOnlySpan<byte> field, bool bigEndian)
    {
        long value = 0;
        for (int i = 0; i < field.Length; i++)
            value = value << 8 | field[bigEndian ? i : field.Length - 1 - i];
        return value;
    }

    byte[] Block(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [.. Word()];
        int start = random.Next(bytes.Length);
        byte[] block = bytes.AsSpan(start, Math.Min(bytes.Length - start, 1 + random.Next(64))).ToArray();
        return random.Next(8) == 0 ? [.. Enumerable.Repeat(block, random.Next(1, 20)).SelectMany(copy => copy)] : block;
    }

    byte[] Word()
    {
        byte[] word = _words[random.Next(_words.Length)];
        return random.Next(8) == 0 ? Encoding.ASCII.GetBytes(random.NextInt64().ToString("x16")) : word;
    }

    static void Overwrite(byte[] bytes, int at, ReadOnlySpan<byte> with) => with[..Math.Min(with.Length, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
}
