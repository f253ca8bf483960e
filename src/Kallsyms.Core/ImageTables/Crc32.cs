namespace Kallsyms.ImageTables;

/// <summary>The checksum of zlib, PNG and Ethernet (ISO 3309): small enough to be computed by a reader without a table.</summary>
static class Crc32
{
    const uint Polynomial = 0xedb88320;

    static readonly uint[] _steps = MakeSteps();

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
            crc = crc >> 8 ^ _steps[(byte)crc ^ value];
        return ~crc;
    }

    static uint[] MakeSteps()
    {
        var steps = new uint[256];
        for (uint i = 0; i < steps.Length; i++)
        {
            uint step = i;
            for (int bit = 0; bit < 8; bit++)
                step = (step & 1) == 0 ? step >> 1 : step >> 1 ^ Polynomial;
            steps[i] = step;
        }
        return steps;
    }
}
