using System.Security.Cryptography;

namespace Kallsyms.Fuzz;

/// <summary>The inputs of one target that reached new branches, on disk: a campaign that was stopped goes on from them.</summary>
sealed class KeptInputs(string? root, string target)
{
    readonly string? _folder = root is null ? null : Path.Combine(root, target);

    /// <summary>All that earlier runs kept, in the same order each time.</summary>
    public IReadOnlyList<byte[]> Read() => _folder is null || !Directory.Exists(_folder)
        ? []
        : [.. Directory.EnumerateFiles(_folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>Keeps an input; one that is there already stays as it is.</summary>
    public void Add(byte[] input)
    {
        if (_folder is null)
            return;
        Directory.CreateDirectory(_folder);
        File.WriteAllBytes(Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16]), input);
    }
}
