using System.Text;
using Kallsyms.Btf;

namespace Kallsyms.Export;

/// <summary>
/// What types are called where each needs a name of its own: the one it has, that of a typedef of it, or one that is made of its number.
/// </summary>
sealed class IsfNames
{
    readonly BtfTypes _types;
    readonly Dictionary<int, string> _names = [];
    readonly Dictionary<string, int> _complete = []; // structs and unions by the names they have

    public IsfNames(BtfTypes types)
    {
        _types = types;
        var taken = new HashSet<string>();
        for (int id = 1; id < types.Count; id++)
        {
            if (IsNamed(types[id].Kind) && types[id].NameOffset != 0)
                Add(id, Encoding.UTF8.GetString(types[id].Name), taken);
        }
        for (int id = 1; id < types.Count; id++)
        {
            BtfType type = types[id];
            if (type.Kind == BtfKind.Typedef && type.Target.Untagged is { NameOffset: 0 } target && IsNamed(target.Kind)
                && !_names.ContainsKey(target.Id) && Encoding.UTF8.GetString(type.Name) is var name && taken.Add(name))
            {
                _names[target.Id] = name;
            }
        }
    }

    /// <summary>The name of a struct, union or enumeration.</summary>
    public string Of(BtfType type) => _names.GetValueOrDefault(type.Id) ?? $"unnamed_{type.Id:x}";

    /// <summary>What a forward stands for; void: it is nowhere declared in full.</summary>
    public BtfType Complete(BtfType forward) => _types[_complete.GetValueOrDefault(Encoding.UTF8.GetString(forward.Name))];

    void Add(int id, string name, HashSet<string> taken)
    {
        _names[id] = taken.Add(name) ? name : $"{name}_{id:x}"; // the same name of another struct, in another file
        if (_types[id].Kind is BtfKind.Struct or BtfKind.Union)
            _complete.TryAdd(name, id);
    }

    static bool IsNamed(BtfKind kind) => kind is BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64;
}
