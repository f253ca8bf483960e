using System.Text;
using Kallsyms.Elf;
using Kallsyms.ImageTables;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Xunit;

namespace Kallsyms.Tests.ImageTables;

/// <summary>The bytes of image tables: what was written is read again, and what was changed is refused.</summary>
public class ImageTableFormatTests
{
    const ulong Place = 0x8000;

    [Theory]
    [InlineData((byte)ImageTableParts.None)]
    [InlineData((byte)(ImageTableParts.Sizes | ImageTableParts.NameIndex))]
    [InlineData((byte)(ImageTableParts.BuildId | ImageTableParts.Image64))]
    [InlineData((byte)(ImageTableParts.Sizes | ImageTableParts.NameIndex | ImageTableParts.BuildId | ImageTableParts.Image64))]
    public void Table_WithAnyParts_IsReadAsItWasWritten(byte parts)
    {
        foreach (int count in (int[])[0, 1, 63, 64, 65, 300, 5000])
        {
            ImageTableContent content = Content(count, (ImageTableParts)parts);
            Assert.True(ImageTableVerifier.IsSame(content, Read(Write(content))), $"{count} symbols");
        }
    }

    [Fact]
    public void Table_WithNamesOfAnyLength_KeepsThem()
    {
        string[] names = [new('x', 583), new('y', 774), new('z', 20_000), "short", "ein_Wörtchen"];
        ImageTableContent content = new([.. names.Select((name, i) => Symbol((ulong)i * 16, name))], ImageTableParts.None, default);
        Assert.Equal(names, Read(Write(content)).Entries.Select(entry => Encoding.UTF8.GetString(entry.Name.Span)));
    }

    [Fact]
    public void Table_WithSymbolsFarApart_StartsBlocks()
    {
        ulong[] addresses = [0x1000, 0x1010, 0x20000000, 0x2000ffff, 0x20010000, 0xfffffff0];
        ImageTableContent content = new([.. addresses.Select(address => Symbol(address, $"at_{address:x}"))], ImageTableParts.None,
            default);
        byte[] table = Write(content);
        Assert.Equal(4, ImageTableHeader.Read(table)!.Value.Blocks);
        Assert.Equal(addresses, Read(table).Entries.Select(entry => entry.Address));
    }

    [Fact]
    public void Table_MoreThan2GiBFromItsSymbols_HasWideBases()
    {
        ImageTableContent content = new([Symbol(0x100000, "boot"), Symbol(0xffffffff80000000, "kernel")], ImageTableParts.Image64, default);
        byte[] table = new ImageTableWriter(content).Write(0xffffffff80100000, new ImageTableWriter(content).Size(0xffffffff80100000));
        Assert.True(ImageTableHeader.Read(table)!.Value.Parts.HasFlag(ImageTableParts.Wide));
        Assert.Equal([0x100000ul, 0xffffffff80000000], Read(table).Entries.Select(entry => entry.Address));
    }

    [Fact]
    public void Table_Of27Symbols_TakesAtMost500Bytes()
    {
        // What a small firmware has: the size.
        string[] names =
        [
            "Reset_Handler", "NMI_Handler", "HardFault_Handler", "SysTick_Handler", "main", "uart_init", "uart_putc", "uart_puts",
                "print_hex", "delay",
            "led_on", "led_off", "gpio_init", "timer_start", "timer_stop", "adc_read", "spi_transfer", "i2c_write", "i2c_read", "crc16",
                "memcpy",
            "memset", "strlen", "fault_dump", "backtrace", "task_idle", "task_blink",
        ];
        ImageTableContent content = new([.. names.Select((name, i) => Symbol((ulong)i * 40, name)), ImageSymbol.Gap(27 * 40)],
            ImageTableParts.None, default);
        Assert.InRange(Write(content).Length, 1, 500);
    }

    [Fact]
    public void Table_OfA2000SymbolFirmware_TakesLessThanSymtabAndTheKernelsLayout()
    {
        byte[][] names = [.. FirmwareNames(2000)];
        ImageTableContent content = new([.. names.Select((name, i) => new ImageSymbol((ulong)i * 60, (byte)(i % 3 == 0 ? 't' : 'T'), name,
            0)), ImageSymbol.Gap(120_000)], ImageTableParts.None, default);
        int size = Write(content).Length;
        int symtab = names.Sum(name => 16 + name.Length + 1);

        var builder = new SymbolListBuilder([.. names.SelectMany(name => name)], names.Length);
        int at = 0;
        for (int i = 0; i < names.Length; at += names[i++].Length)
            builder.Add((ulong)i * 60, (byte)'T', at, names[i].Length, 1);
        var spec = new TableSpec(KernelRelease.Newest, new(Is64: false, BigEndian: false), ElfMachine.Arm, AddressEncoding.Direct);
        var entries = new TableSymbols(builder.Build(), null, null, null);
        long linux = Table.Build(entries, spec, list => Compression.Kernel.Compress(list, spec.TableFormat)).Sizes.Total;
        Assert.InRange(size, 1, symtab * 45 / 100);
        Assert.InRange(size, 1, linux * 60 / 100);
    }

    [Fact]
    public void Table_WithRoomLeft_ClaimsAllOfIt()
    {
        ImageTableContent content = Content(20, ImageTableParts.None);
        var writer = new ImageTableWriter(content);
        byte[] table = writer.Write(Place, writer.Size(Place) + 100);
        Assert.Equal(table.Length, ImageTableHeader.Read(table)!.Value.Size);
        Assert.True(ImageTableVerifier.IsSame(content, Read(table)));
    }

    [Fact]
    public void Table_WithOneByteChanged_IsRefused()
    {
        byte[] table = Write(Content(40, ImageTableParts.NameIndex));
        for (int at = 0; at < table.Length; at++)
        {
            table[at] ^= 0x10;
            Assert.Throws<KallsymsException>(() => Read(table));
            table[at] ^= 0x10;
        }
        Read(table);
    }

    [Fact]
    public void Table_WithBytesChangedAndSealedAgain_IsReadOrRefused()
    {
        byte[] intact = Write(Content(200, ImageTableParts.NameIndex | ImageTableParts.Sizes));
        int refused = 0;
        for (int at = 8; at < intact.Length; at++)
        {
            foreach (byte value in (byte[])[0, 1, 0x1f, 0x20, 0x80, 0xff])
            {
                byte[] table = [.. intact];
                table[at] = value;
                ImageTableHeader.Seal(table);
                try
                {
                    Assert.InRange(Read(table).Entries.Count, 0, table.Length);
                }
                catch (KallsymsException)
                {
                    refused++;
                }
            }
        }
        Assert.True(refused > intact.Length, $"{refused} refused");
    }

    [Fact]
    public void Finder_AmongOtherBytes_FindsTheTable()
    {
        byte[] table = Write(Content(50, ImageTableParts.None));
        byte[] bytes = [.. "KSYM and no table"u8, .. new byte[3 << 20], .. table, .. "KSYM"u8];
        ImageTable found = ImageTableFinder.Find(ByteSource.FromMemory(bytes, "image"))!;
        Assert.Equal(bytes.Length - 4 - table.Length, found.Offset);
        Assert.Equal(50, found.Symbols.Count);
        bytes[found.Offset + 40]++;
        Assert.Null(ImageTableFinder.Find(ByteSource.FromMemory(bytes, "image")));
    }

    [Fact]
    public void LongName_WhenCut_EndsWithADigestOfAll()
    {
        byte[] name = Encoding.UTF8.GetBytes("_ZN" + new string('a', 100));
        byte[] other = Encoding.UTF8.GetBytes("_ZN" + new string('a', 101));
        ReadOnlyMemory<byte> cut = LongNames.Cut(name, 40);
        Assert.Equal(40, cut.Length);
        Assert.True(LongNames.IsCut(cut.Span));
        Assert.False(cut.Span.SequenceEqual(LongNames.Cut(other, 40).Span));
        Assert.Equal(name, LongNames.Cut(name, 103).ToArray());
    }

    // Names as FreeRTOS and vendors' libraries have them: module, verb, object.
    static IEnumerable<byte[]> FirmwareNames(int count)
    {
        string[] prefixes = ["x", "v", "ux", "pv", "prv", "HAL_", "e", "ul", ""];
        string[] modules = ["Queue", "Task", "Timer", "Semaphore", "EventGroup", "StreamBuffer", "Port", "Heap", "Uart", "Spi", "I2c",
            "Gpio", "Dma", "Adc", "Usb", "Can", "Flash", "Rtc", "Tcp", "Motor"];
        string[] verbs = ["Create", "Delete", "Init", "Send", "Receive", "Get", "Set", "Reset", "Start", "Stop", "Notify", "Wait", "Lock",
            "Unlock", "Enable", "Disable", "Read", "Write"];
        string[] objects = ["", "FromISR", "Static", "Callback", "Timeout", "Buffer", "State", "Handler", "Interrupt", "Priority", "Count",
            "Status", "Data", "Mode", "Channel", "IT", "Recursive", "Generic"];
        return Enumerable.Range(0, count).Select(i => i * 6151 % (9 * 20 * 18 * 18)).Select(i => Encoding.ASCII.GetBytes(
            prefixes[i % 9] + modules[i / 9 % 20] + verbs[i / 180 % 18] + objects[i / 3240]));
    }

    static ImageTableContent Content(int count, ImageTableParts parts)
    {
        var entries = new List<ImageSymbol>();
        for (int i = 0; i < count; i++)
        {
            if (i % 50 == 49)
                entries.Add(ImageSymbol.Gap((ulong)i * 100));
            entries.Add(new((ulong)i * 100 + 4, (byte)"TtWb"[i % 4], Encoding.ASCII.GetBytes($"module_{i % 7}_function_{i * 7919 % 1000}"),
                (ulong)i % 90));
        }
        return new(entries, parts, parts.HasFlag(ImageTableParts.BuildId) ? new byte[20] : default(ReadOnlyMemory<byte>));
    }

    static ImageSymbol Symbol(ulong address, string name) => new(address, (byte)'T', Encoding.UTF8.GetBytes(name), 0);

    static byte[] Write(ImageTableContent content)
    {
        var writer = new ImageTableWriter(content);
        return writer.Write(Place, writer.Size(Place));
    }

    static ImageTableContent Read(byte[] table) => ImageTableReader.Read(table, "table").Content;
}
