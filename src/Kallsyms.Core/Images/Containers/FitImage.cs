using System.Buffers.Binary;
using System.Text;
using Kallsyms.Elf;
using Kallsyms.Images.Codecs;

namespace Kallsyms.Images.Containers;

/// <summary>
/// U-Boot's flattened image tree: a device tree whose nodes /images/* contain the data, or say where it lies after the tree (U-Boot,
/// doc/usage/fit/source_file_format.rst; Devicetree Specification, chapter 5).
/// </summary>
static class FitImage
{
    const int MaxTokens = 1 << 16;
    const int MaxText = 64;

    sealed class Node
    {
        public string Name = "";
        public string Type = "";
        public string Packing = "";
        public (long Offset, long Length)? Data;
        public uint? OffsetBehindTree;
        public uint? Position;
        public uint? Size;
        public List<(string Algorithm, byte[] Value)> Hashes { get; } = [];
    }

    sealed class Tree
    {
        public List<Node> Images { get; } = [];
        public Dictionary<string, string> KernelOf { get; } = [];
        public string? DefaultConfiguration { get; set; }
    }

    public static Contents? Find(ImageHead head, UnpackBudget budget)
    {
        if (head.U32BigEndian(0) != 0xd00dfeed || head.U32BigEndian(20) is < 16 or > 17)
            return null;
        Tree tree = Read(head, budget);
        long end = head.U32BigEndian(4);
        if (tree.Images.Count == 0)
            return end > head.Length ? Contents.Unknown with { Least = end } : Contents.Unknown; // a device tree of another kind
        long behind = (end + 3L) & ~3L;
        string? preferred = tree.DefaultConfiguration is { } configuration ? tree.KernelOf.GetValueOrDefault(configuration) : null;
        var parts = new List<Part>();
        foreach (Node node in tree.Images.OrderByDescending(
            node => (node.Name == preferred, node.Type.StartsWith("kernel", StringComparison.Ordinal))))
        {
            (long Offset, long Length)? place = node.Data
                ?? (node is { Size: uint size, Position: uint position } ? (position, size)
                : node is { Size: uint length, OffsetBehindTree: uint offset } ? (behind + offset, length)
                : null);
            if (place is not var (at, count))
                continue;
            end = Math.Max(end, at + count);
            if (node.Type is "flat_dt" or "ramdisk" or "script" or "fpga")
                continue;
            parts.Add(new(node.Name, at, count, node.Packing == "lzma" ? Codec.Lzma : null)
            {
                Preference = node.Name == preferred ? $"the default configuration of the FIT, {tree.DefaultConfiguration}, has it" : null,
                Sums = [.. node.Hashes.Select(hash => new StoredSum(hash.Algorithm, at, count, hash.Value))
                    .Where(sum => sum.IsKnown && sum.Expected.Length > 0)],
            });
        }
        return new(parts, end) { IsSure = true, Remark = MissingDefault(tree) };
    }

    // Boot loaders take the default configuration unless they are told another; without it they stop.
    static string? MissingDefault(Tree tree) => tree.DefaultConfiguration is not { } name ? null
        : !tree.KernelOf.TryGetValue(name, out string? kernel) ? $"its default configuration, {name}, does not exist or has no kernel"
        : tree.Images.TrueForAll(image => image.Name != kernel)
            ? $"the kernel of its default configuration, {kernel} of {name}, does not exist" : null;

    static Tree Read(ImageHead head, UnpackBudget budget)
    {
        var path = new Stack<string>();
        var tree = new Tree();
        long at = head.U32BigEndian(8);
        for (int i = 0; i < MaxTokens; i++)
        {
            budget.TakeStep();
            uint token = U32(head.Source, at);
            at += 4;
            switch (token)
            {
                case 1: // begin node
                    string name = Text(head.Source, at);
                    at += (name.Length + 4L) & ~3L;
                    path.Push(name);
                    if (path.Count == 3 && path.ElementAt(1) == "images")
                        tree.Images.Add(new() { Name = name });
                    else if (path.Count == 4 && IsHash(path))
                        tree.Images[^1].Hashes.Add(("", []));
                    break;
                case 2: // end node
                    if (path.Count == 0)
                        return tree;
                    path.Pop();
                    break;
                case 3: // property
                    uint length = U32(head.Source, at);
                    string property = Text(head.Source, head.U32BigEndian(12) + (long)U32(head.Source, at + 4));
                    SetIn(tree, path, head, property, at + 8, length);
                    at += 8 + ((length + 3L) & ~3L);
                    break;
                case 4: // no operation
                    break;
                default:
                    return tree;
            }
        }
        return tree;
    }

    static bool IsHash(Stack<string> path) => path.ElementAt(2) == "images" && path.Peek().StartsWith("hash", StringComparison.Ordinal);

    // Paths are /images/NAME, /images/NAME/hash-N, /configurations and /configurations/NAME.
    static void SetIn(Tree tree, Stack<string> path, ImageHead head, string property, long at, uint length)
    {
        if (path.Count == 3 && path.ElementAt(1) == "images")
            Set(head, tree.Images[^1], property, at, length);
        else if (path.Count == 4 && IsHash(path))
            SetHash(head, tree.Images[^1].Hashes, property, at, length);
        else if (path.Count == 3 && path.ElementAt(1) == "configurations" && property == "kernel")
            tree.KernelOf[path.Peek()] = Text(head.Source, at);
        else if (path.Count == 2 && path.Peek() == "configurations" && property == "default")
            tree.DefaultConfiguration = Text(head.Source, at);
    }

    static void Set(ImageHead head, Node node, string property, long at, uint length)
    {
        switch (property)
        {
            case "data":
                node.Data = (at, length);
                break;
            case "type":
                node.Type = Text(head.Source, at);
                break;
            case "compression":
                node.Packing = Text(head.Source, at);
                break;
            case "data-offset":
                node.OffsetBehindTree = U32(head.Source, at);
                break;
            case "data-position":
                node.Position = U32(head.Source, at);
                break;
            case "data-size":
                node.Size = U32(head.Source, at);
                break;
        }
    }

    static void SetHash(ImageHead head, List<(string Algorithm, byte[] Value)> hashes, string property, long at, uint length)
    {
        if (property == "algo")
            hashes[^1] = (Text(head.Source, at), hashes[^1].Value);
        else if (property == "value" && length <= MaxText && at + length <= head.Length)
            hashes[^1] = (hashes[^1].Algorithm, head.Source.Read(at, length));
    }

    // Past the end of a truncated file, zero ends the tree.
    static uint U32(ByteSource source, long at)
    {
        if (at > source.Length - 4)
            return 0;
        Span<byte> word = stackalloc byte[4];
        source.Read(at, word);
        return BinaryPrimitives.ReadUInt32BigEndian(word);
    }

    static string Text(ByteSource source, long at)
    {
        if (at >= source.Length)
            return "";
        Span<byte> text = stackalloc byte[(int)Math.Min(source.Length - at, MaxText)];
        source.Read(at, text);
        int end = text.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? text : text[..end]);
    }
}
