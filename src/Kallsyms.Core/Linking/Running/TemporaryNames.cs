using System.Text;

namespace Kallsyms.Linking.Running;

/// <summary>The names of ours that a linker is given, and what the user calls the same files: texts shall speak of the latter.</summary>
sealed class TemporaryNames
{
    readonly (byte[] Ours, byte[] Users)[] _names;

    /// <summary>Takes pairs of names, or of what names begin with.</summary>
    public TemporaryNames(params (string Ours, string Users)[] names)
    {
        // Linkers write names into lists of dependencies as they are, or as make wants them.
        _names = names.SelectMany(name => ((string, string)[])[name, (Escape(name.Ours), Escape(name.Users))]).Distinct()
            .Select(name => (Encoding.UTF8.GetBytes(name.Item1), Encoding.UTF8.GetBytes(name.Item2))).ToArray();
    }

    /// <summary>A name as a makefile has it.</summary>
    public static string Escape(string name) => name
        .Replace("$", "$$", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal)
            .Replace("#", "\\#", StringComparison.Ordinal);

    /// <summary>A text that comes in pieces.</summary>
    public Restoration Restore() => new(this);

    /// <summary>Replaces names in a text that comes in pieces; keeps back no more than what may be the beginning of a name.</summary>
    public sealed class Restoration(TemporaryNames names)
    {
        byte[] _kept = [];

        /// <summary>What is certain of the text up to the end of this piece.</summary>
        /// <param name="piece">The next bytes.</param>
        /// <param name="isLast">Nothing follows.</param>
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

    // Bytes at the end that a name of ours begins with.
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
