using System.Text;
using CsCheck;
using Kallsyms.Tokens;

namespace Kallsyms.Tests.Tokens;

/// <summary>Lists of names to compress: written down, generated, and taken apart again.</summary>
static class SampleNames
{
    static readonly string[] _words = ["T", "t", "_", "__", "get", "set", "dev", "init", "exit", "trace_event_", "net", "1", "64"];

    /// <summary>Sets that are hard in different ways: runs of one letter, many byte values, words as in a kernel, long and empty names.</summary>
    public static Gen<byte[][]> Any { get; } = Gen.OneOf(
        Sets(Gen.Byte[(byte)'a', (byte)'a'], 70),
        Sets(Gen.Byte[(byte)'a', (byte)'b'], 70),
        Sets(Gen.Byte[(byte)'a', (byte)'d'], 70),
        Sets(Gen.Byte[1, 255], 40),
        Sets(Gen.Byte[(byte)'_', (byte)'p'], 512),
        Gen.Int[0, _words.Length - 1].Array[1, 5].Select(chosen => Encoding.ASCII.GetBytes(string.Concat(chosen.Select(word => _words[word])))).Array[0, 200]);

    public static NameList List(params IReadOnlyList<byte[]> names)
    {
        int[] offsets = new int[names.Count + 1];
        for (int index = 0; index < names.Count; index++)
            offsets[index + 1] = offsets[index] + names[index].Length;
        return new([.. names.SelectMany(name => name)], offsets);
    }

    public static NameList List(params IReadOnlyList<string> names) => List([.. names.Select(Encoding.ASCII.GetBytes)]);

    public static byte[][] Codes(CompressedNames names) => [.. Enumerable.Range(0, names.Count).Select(index => names[index].ToArray())];

    public static byte[][] Tokens(CompressedNames names) => [.. Enumerable.Range(0, TokenTable.Size).Select(code => names.Tokens[code].ToArray())];

    public static byte[][] Expand(CompressedNames names) =>
        [.. Codes(names).Select(codes => codes.SelectMany(code => names.Tokens[code].ToArray()).ToArray())];

    static Gen<byte[][]> Sets(Gen<byte> letters, int longest) => letters.Array[0, longest].Array[0, 30];
}
