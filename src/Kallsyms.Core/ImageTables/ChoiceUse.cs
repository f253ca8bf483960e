using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.ImageTables;

/// <summary>Records which parts of a choice match any symbol of an image: one that matches none is probably mistyped.</summary>
/// <param name="choice">The choice.</param>
sealed class ChoiceUse(ImageSymbolChoice choice)
{
    readonly List<string> _only = [.. choice.Only];
    readonly List<string> _drop = [.. choice.Drop];
    readonly List<char> _types = [.. choice.Types.Distinct()];

    /// <summary>Records a symbol in one of the chosen sections.</summary>
    public void Saw(byte letter, ReadOnlySpan<byte> name)
    {
        _types.Remove((char)letter);
        if (_only.Count == 0 && _drop.Count == 0)
            return;
        string text = Encoding.UTF8.GetString(name);
        _only.RemoveAll(pattern => ImageSymbolChoice.Matches(pattern, text));
        _drop.RemoveAll(pattern => ImageSymbolChoice.Matches(pattern, text));
    }

    /// <summary>Returns a line for each part that matches nothing.</summary>
    public IReadOnlyList<string> Unused(ElfFile image) =>
    [
        .. choice.Sections.Where(pattern => !image.Sections.Any(section => ImageSymbolChoice.Matches(pattern, section.Name)))
            .Select(pattern => $"--sections '{pattern}': the image has no such section"),
        .. _types.Select(letter => $"--types '{letter}': no symbol that could be chosen has such a type"),
        .. _only.Select(pattern => $"--only '{pattern}': no symbol that could be chosen has such a name"),
        .. _drop.Select(pattern => $"--drop-names '{pattern}': no symbol that could be chosen has such a name"),
    ];
}
