using System.Globalization;
using System.Text;
using Kallsyms.Logs;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>
/// Text that is no log of this kernel gets no name. KALLSYMS_NOISE is how many megabytes of each kind; the default is little.
/// </summary>
public class FalseNamesTests
{
    const int Bytes = 1 << 20;

    [Theory]
    [InlineData("x86_64", "source", null)]
    [InlineData("x86_64", "dump", null)]
    [InlineData("x86_64", "numbers", null)]
    [InlineData("x86_64", "registers", null)]
    [InlineData("x86_64", "source", 0L)]
    [InlineData("x86_64", "numbers", 0L)]
    [InlineData("x86_64", "registers", 0L)]
    [InlineData("x86_64", "pointers", 0L)]
    [InlineData("arm64", "registers", 0L)]
    [InlineData("arm", "source", null)]
    [InlineData("arm", "dump", null)]
    [InlineData("arm", "numbers", null)]
    [InlineData("arm", "pointers", null)]
    [InlineData("s390", "numbers", 0L)]
    [InlineData("s390", "pointers", 0L)]
    public void NoiseHasNoNames(string machine, string kind, long? distance)
    {
        LogKernel kernel = MadeKernel.Read(machine);
        byte[] noise = Noise(kernel, kind, new Random(1));
        using var output = new MemoryStream();
        new LogAnnotator(kernel, (ulong?)distance).Annotate(new MemoryStream(noise), output);
        Assert.True(noise.AsSpan().SequenceEqual(output.ToArray()));
    }

    static byte[] Noise(LogKernel kernel, string kind, Random random)
    {
        string megabytes = Environment.GetEnvironmentVariable("KALLSYMS_NOISE") ?? "";
        int length = megabytes.Length > 0 ? int.Parse(megabytes, CultureInfo.InvariantCulture) << 20 : Bytes;
        var text = new StringBuilder(length + 200);
        while (text.Length < length)
            AddLine(text, kernel, kind, random);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    static void AddLine(StringBuilder text, LogKernel kernel, string kind, Random random)
    {
        string form = kernel.Symbols.IsWide ? "x16" : "x8";
        string Number() =>
            (random.NextInt64(long.MinValue, long.MaxValue) & (kernel.Symbols.IsWide ? -1L : uint.MaxValue)).ToString(form);
        // One of the kernel's own.
        string Pointer() => (kernel.Symbols.Find("_text")!.Value.Address + (ulong)random.Next(0x4000)).ToString(form);
        string line = kind switch
        {
            "source" =>
                $"#define REG_{random.Next(100)} 0x{Number()}ULL /* {Number()} */\n"
                + $"\twritel(0x{random.Next():x8}, base + 0x{random.Next(4096):x});",
            "dump" => $"{random.Next(1 << 20):x8}: {Number()} {Number()} {Number()[..8]}  |................|",
            "numbers" => $"{Number()} {random.Next()} {Number()}, sum {Number()}",
            "registers" => $"RAX: {Number()} RBX: {Number()} x19: {Number()} r10: {Number()}",
            _ => $"{random.Next(1 << 16):x4}: {Pointer()} {Pointer()}\nCode: {Pointer()} ({Pointer()})\n"
                + $"{Pointer()} {Pointer()} {Pointer()} {Pointer()}\n"
                + $"id {Pointer()}-{random.Next(1 << 16):x4} [mem 0x{Pointer()}-0x{Pointer()}] f_{Pointer()}",
        };
        text.Append(line).Append('\n');
    }
}
