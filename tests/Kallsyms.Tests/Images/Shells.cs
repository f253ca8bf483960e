using System.Buffers.Binary;
using System.Text;
using Kallsyms.Digests;

namespace Kallsyms.Tests.Images;

/// <summary>The headers that kernels are shipped behind, with nothing in them but what readers look at.</summary>
static class Shells
{
    const string Strings = "data\0type\0compression\0data-offset\0data-size\0data-position\0default\0kernel\0algo\0value\0";

    public static byte[] BzImage(byte[] payload)
    {
        var image = new byte[0x1000 + 0x40];
        image[0x1f1] = 7;
        U16(image, 0x1fe, 0xaa55);
        "HdrS"u8.CopyTo(image.AsSpan(0x202));
        U16(image, 0x206, 0x20f);
        U32(image, 0x248, 0x40);
        U32(image, 0x24c, (uint)payload.Length);
        byte[] tail = new byte[100 + (-(payload.Length + 100) & 15)];
        U32(image, 0x1f4, (uint)(0x40 + payload.Length + tail.Length) / 16);
        return [.. image, .. payload, .. tail];
    }

    /// <summary>A kernel for arm64 whose header for EFI says how long the file is.</summary>
    public static byte[] Arm64Image(byte[] kernel)
    {
        var image = new byte[0x1000];
        "MZ"u8.CopyTo(image);
        "ARMd"u8.CopyTo(image.AsSpan(56));
        U32(image, 16, (uint)(image.Length + kernel.Length) + 100_000); // in memory
        U32(image, 0x3c, 64);
        "PE\0\0"u8.CopyTo(image.AsSpan(64));
        (image[70], image[84]) = (1, 0); // one section, no optional header
        U32(image, 64 + 24 + 16, (uint)(image.Length + kernel.Length) - 0x1000);
        U32(image, 64 + 24 + 20, 0x1000);
        return [.. image, .. kernel];
    }

    public static byte[] EfiZboot(byte[] payload, string packing)
    {
        var image = new byte[0x1000];
        "MZ"u8.CopyTo(image);
        "zimg"u8.CopyTo(image.AsSpan(4));
        U32(image, 8, 0x1000);
        U32(image, 12, (uint)payload.Length);
        Encoding.ASCII.GetBytes(packing).CopyTo(image, 24);
        return [.. image, .. payload, .. new byte[100]];
    }

    public static byte[] ArmZImage(byte[] payload)
    {
        var image = new byte[0x1004];
        U32(image, 0x24, 0x016f2818);
        return [.. image, .. payload, .. new byte[100]];
    }

    public static byte[] S390(byte[] payload)
    {
        var image = new byte[0x11000];
        "S390EP"u8.CopyTo(image.AsSpan(0x10008));
        return [.. image, .. payload];
    }

    /// <summary>An ELF file whose one section holds a packed kernel, as boot wrappers of MIPS and PowerPC.</summary>
    public static byte[] ElfWrapper(byte[] payload)
    {
        var image = new byte[0x100];
        ((byte[])[0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 2, 1]).CopyTo(image, 0);
        return [.. image, .. payload];
    }

    /// <summary>An ELF file whose section headers, an empty one, are behind all else.</summary>
    public static byte[] ElfWithSectionsAtItsEnd(byte[] payload)
    {
        byte[] image = [.. ElfWrapper(payload), .. new byte[40]];
        BinaryPrimitives.WriteInt32BigEndian(image.AsSpan(32), image.Length - 40);
        (image[47], image[49]) = (40, 1);
        return image;
    }

    public static byte[] UImage(byte[] payload, byte packing, byte type = 2)
    {
        var image = new byte[64];
        BinaryPrimitives.WriteUInt32BigEndian(image, 0x27051956);
        BinaryPrimitives.WriteInt32BigEndian(image.AsSpan(12), payload.Length);
        (image[28], image[29], image[30], image[31]) = (5, 2, type, packing);
        BinaryPrimitives.WriteUInt32BigEndian(image.AsSpan(24), Crc32.OfZip(payload));
        BinaryPrimitives.WriteUInt32BigEndian(image.AsSpan(4), Crc32.OfZip(image));
        return [.. image, .. payload];
    }

    public static byte[] UImageOfFiles(params byte[][] files)
    {
        var list = new List<byte>();
        foreach (byte[] file in files)
            list.AddRange(BigEndian((uint)file.Length));
        list.AddRange(BigEndian(0));
        foreach (byte[] file in files)
            list.AddRange([.. file, .. new byte[-file.Length & 3]]);
        return UImage([.. list], 0, type: 4);
    }

    public static byte[] Android(byte[] kernel, uint version)
    {
        var image = new byte[version >= 3 ? 4096 : 2048];
        "ANDROID!"u8.CopyTo(image);
        U32(image, 8, (uint)kernel.Length);
        U32(image, 36, 2048);
        U32(image, 40, version);
        return [.. image, .. kernel, .. new byte[4096]];
    }

    public static byte[] Qualcomm(byte[] kernel)
    {
        var image = new byte[20];
        "UNCOMPRESSED_IMG"u8.CopyTo(image);
        U32(image, 16, (uint)kernel.Length);
        return [.. image, .. kernel];
    }

    public static byte[] MediaTek(byte[] data)
    {
        var image = new byte[512];
        U32(image, 0, 0x58881688);
        U32(image, 4, (uint)data.Length);
        return [.. image, .. data];
    }

    /// <summary>A flattened image tree whose kernel is a property, or lies behind the tree, with hashes of it.</summary>
    public static byte[] Fit(
        byte[] kernel, string packing, bool external = false, uint? position = null, params (string Algorithm, byte[] Value)[] hashes)
    {
        var tree = new List<byte>();
        Begin(tree, "");
        Begin(tree, "images");
        Begin(tree, "fdt-1");
        Property(tree, "type", "flat_dt\0"u8);
        Property(tree, "data", new byte[64]);
        End(tree);
        Begin(tree, "kernel-1");
        Property(tree, "type", "kernel\0"u8);
        Property(tree, "compression", Encoding.ASCII.GetBytes(packing + "\0"));
        if (external || position is not null)
        {
            Property(tree, "data-size", BigEndian((uint)kernel.Length));
            Property(tree, position is null ? "data-offset" : "data-position", BigEndian(position ?? 0));
        }
        else
        {
            Property(tree, "data", kernel);
        }
        foreach ((string algorithm, byte[] value) in hashes)
        {
            Begin(tree, $"hash-{algorithm}");
            Property(tree, "value", value);
            Property(tree, "algo", Encoding.ASCII.GetBytes(algorithm + "\0"));
            End(tree);
        }
        End(tree);
        End(tree);
        End(tree);
        byte[] all = FinishTree(tree);
        return external ? [.. all, .. new byte[-all.Length & 3], .. kernel] : all;
    }

    /// <summary>A flattened image tree with several kernels, kernel-1 and so on, one of which its default configuration names.</summary>
    public static byte[] FitOf(byte[][] kernels, int byDefault)
    {
        var tree = new List<byte>();
        Begin(tree, "");
        Begin(tree, "images");
        for (int i = 1; i <= kernels.Length; i++)
        {
            Begin(tree, $"kernel-{i}");
            Property(tree, "type", "kernel\0"u8);
            Property(tree, "data", kernels[i - 1]);
            End(tree);
        }
        End(tree);
        Begin(tree, "configurations");
        Property(tree, "default", Encoding.ASCII.GetBytes($"conf-{byDefault}\0"));
        for (int i = 1; i <= kernels.Length; i++)
        {
            Begin(tree, $"conf-{i}");
            Property(tree, "kernel", Encoding.ASCII.GetBytes($"kernel-{i}\0"));
            End(tree);
        }
        End(tree);
        End(tree);
        return FinishTree(tree);
    }

    static byte[] FinishTree(List<byte> tree)
    {
        tree.AddRange(BigEndian(9));
        var header = new byte[56];
        uint[] fields =
        [
            0xd00dfeed, (uint)(56 + tree.Count + Strings.Length), 56, (uint)(56 + tree.Count), 40, 17, 16, 0, (uint)Strings.Length, (uint)tree.Count,
        ];
        for (int i = 0; i < fields.Length; i++)
            BigEndian(fields[i]).CopyTo(header, i * 4);
        return [.. header, .. tree, .. Encoding.ASCII.GetBytes(Strings)];
    }

    static void Begin(List<byte> tree, string name) => tree.AddRange([.. BigEndian(1), .. Encoding.ASCII.GetBytes(name), .. new byte[4 - name.Length % 4]]);

    static void End(List<byte> tree) => tree.AddRange(BigEndian(2));

    static void Property(List<byte> tree, string name, ReadOnlySpan<byte> value)
    {
        tree.AddRange([.. BigEndian(3), .. BigEndian((uint)value.Length), .. BigEndian((uint)Strings.IndexOf(name + "\0", StringComparison.Ordinal))]);
        tree.AddRange([.. value, .. new byte[-value.Length & 3]]);
    }

    static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    static void U16(byte[] image, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);

    static void U32(byte[] image, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
}
