using System.Text;

namespace Kallsyms.Linking.Running;

/// <summary>
/// Maps the temporary names that a linker is given to the user's names for the same files, so that its output shows the latter.
/// </summary>
sealed class TemporaryNames
{
    readonly (byte[] Ours, byte[] Users)[] _names;

    /// <summary>Takes pairs of names, or of prefixes of names.</summary>
    public TemporaryNames(params (string Ours, string Users)[] names)
    {
        // Linkers write names into lists of dependencies either as they are, or escaped for make.
        _names = names.SelectMany(name => ((string, string)[])[name, (Escape(name.Ours), Escape(name.Users))]).Distinct()
            .Select(name => (Encoding.UTF8.GetBytes(name.Item1), Encoding.UTF8.GetBytes(name.Item2))).ToArray();
    }

    /// <summary>Escapes a name for a makefile.</summary>
    public static string Escape(string name) => name
        .Replace("$", "$$", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal)
            .Replace("#", "\\#", StringComparison.Ordinal);

    /// <summary>Starts to restore names in a text that comes in pieces.</summary>
    public Restoration Restore() => new(this);

    /// <summary>Replaces names in a text that comes in pieces, holding back only what may be the beginning of a name.</summary>
    public sealed class Restoration(TemporaryNames names)
    {
        byte[] _kept = [];

        /// <summary>Returns the text that is certain up to the end of this piece.</summary>
        /// <param name="piece">The next bytes.</param>
        /// <param name="isLast">Whether nothing follows.</param>
        public byte[] Next(ReadOnlySpan<byte> piece, bool isLast)
        {
            byte[] text = [.. _kept, .. piece];
            var result = new List<byte>(text.Length);
            int at = 0;
            while (names.Find(text.AsSpan(at)) is ( >= 0 and int found, { } name))
            {
                result.AddRange(text.AsSpan(at, found));
                result.AddRange(name.Users);
                at += found + name.Ours.Length;
            }
            int kept = isLast ? 0 : names.Beginning(text.AsSpan(at));
            result.AddRange(text.AsSpan(at, text.Length - at - kept));
            _kept = text[^kept..];
            return [.. result];
        }
    }

    (int At, (byte[] Ours, byte[] Users) Name)? Find(ReadOnlySpan<byte> text)
    {
        (int At, (byte[], byte[]) Name)? first = null;
        foreach ((byte[] Ours, byte[] Users) name in _names)
        {
            int at = text.IndexOf(name.Ours);
            if (at >= 0 && (first is null || at < first.Value.At))
                first = (at, name);
        }
        return first;
    }

    // The number of bytes at the end that may begin one of our names.
    int Beginning(ReadOnlySpan<byte> text)
    {
        int longest = 0;
        foreach ((byte[] ours, _) in _names)
        {
            for (int length = Math.Min(ours.Length - 1, text.Length); length > longest; length--)
            {
                if (text[^length..].SequenceEqual(ours.AsSpan(0, length)))
                    longest = length;
            }
        }
        return longest;
    }
}
