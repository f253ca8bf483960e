using System.Buffers;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Kallsyms.Images.Codecs;

/// <summary>One Zstandard frame.</summary>
static class ZstdDecoder
{
    // Kernels are packed with "zstd -22 --ultra", whose window is 128 MiB.
    const int MaxWindowLog = 27;

    public static void Decode(ReadOnlySpan<byte> input, UnpackedBytes output)
    {
        using var decoder = new Decompressor();
        decoder.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxWindowLog);
        ulong announced = Decompressor.GetDecompressedSize(input);
        if (announced <= (ulong)output.Limit)
            output.Expect((long)announced);
        int at = 0;
        while (true)
        {
            OperationStatus status = decoder.UnwrapStream(input[at..], output.Room(1), out int consumed, out int written);
            at += consumed;
            output.Advance(written);
            if (status == OperationStatus.Done)
                return;
            if (status == OperationStatus.InvalidData || status == OperationStatus.NeedMoreData && at >= input.Length)
                throw UnpackedBytes.Error("Zstandard data is damaged or truncated");
        }
    }
}
