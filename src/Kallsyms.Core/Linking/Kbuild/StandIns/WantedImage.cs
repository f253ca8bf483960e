using Kallsyms.Elf;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>The image of a script's links, linked again only where a command wants another one than is there.</summary>
sealed class WantedImage(ProductImage image, KbuildVariables make, KernelConfig config)
{
    Product? _first;
    (Product Product, TableForm Form, ISymbolFilter? Filter)? _made;

    /// <summary>When the script began.</summary>
    public DateTime Begin { get; } = DateTime.UtcNow;

    /// <summary>What the first one was linked from, and when it was there; null: there is none.</summary>
    public (LinkKey Key, DateTime Time)? First => _first is { } first ? (first.Key, first.Time) : null;

    /// <summary>The last one, whatever it is for.</summary>
    public Product? Last => _made?.Product;

    /// <summary>The last one, if it was linked for a table of that form of symbols so chosen; null: it was not.</summary>
    public Product? Find(TableForm? form, ISymbolFilter? filter) =>
        _made is { } made && made.Form.IsLike(form) && ReferenceEquals(made.Filter, filter) ? made.Product : null;

    /// <summary>The image for a command.</summary>
    /// <param name="link">The command.</param>
    /// <param name="sample">What the tree's table objects are like, where the command has none; null: that is not known.</param>
    /// <param name="form">The form of the table.</param>
    /// <param name="filter">Which symbols System.map has; null for the rules of the form's release.</param>
    public Product Make(AskedLink link, GivenTable? sample, TableForm form, ISymbolFilter? filter)
    {
        var key = LinkKey.Of(link.Marked, link.Environment, Begin);
        if (_first is { } first && key.MadeOfImage(first.Key, first.Time) is { } made)
            throw new KallsymsException(ErrorKind.Unreadable, $"{made} is made between its links, and may tell of an image");
        ElfTarget? like = link.Table?.Target();
        bool wantsLinkMap = link.MapFile is not null;
        if (Find(form, filter) is { } same && same.Key.Text == key.Text
            && image.MayServe(link) && !(link.IsLast && same.RecordsName && same.ObjectName != link.ObjectName)
            && (same.HasLinkMap || !wantsLinkMap) && (like is null || like.SaysTheSame(same.ObjectLike)))
        {
            return same;
        }
        string name = link.IsLast ? link.ObjectName : LastName(link.ObjectName, make);
        bool withLinkMap = wantsLinkMap || config.Has("VMLINUX_MAP");
        Product product = image.Link(link, key, name, withLinkMap, like ?? sample?.Target(), form, filter);
        _first ??= product;
        _made = (product, form, filter);
        return product;
    }

    /// <summary>
    /// What the table object of a script's last link is called, if the script numbers them: the first that is linked has number 0 or 1.
    /// </summary>
    public static string LastName(string name, KbuildVariables make)
    {
        int digit = name.AsSpan().IndexOfAny('0', '1');
        char number = make["KALLSYMS_EXTRA_PASS"].Length > 0 ? '3' : '2';
        return digit < 0 ? name : $"{name[..digit]}{number}{name[(digit + 1)..]}";
    }
}
