using System.Text;
using Kallsyms.Btf;

namespace Kallsyms.Export;

/// <summary>Gives each type a unique name: its own, that of a typedef, or one made from its number.</summary>
sealed class IsfNames
{
    readonly BtfTypes _types;
    readonly Dictionary<int, string> _names = [];
    readonly Dictionary<string, int> _complete = []; // structs and unions by name

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

    /// <summary>Returns the name of a struct, union or enumeration.</summary>
    public string Of(BtfType type) => _names.GetValueOrDefault(type.Id) ?? $"unnamed_{type.Id:x}";

    /// <summary>Returns the definition for a forward declaration; void if there is none.</summary>
    public BtfType Complete(BtfType forward) => _types[_complete.GetValueOrDefault(Encoding.UTF8.GetString(forward.Name))];

    void Add(int id, string name, HashSet<string> taken)
    {
        _names[id] = taken.Add(name) ? name : $"{name}_{id:x}"; // the name is also that of another struct, in another file
        if (_types[id].Kind is BtfKind.Struct or BtfKind.Union)
            _complete.TryAdd(name, id);
    }

    static bool IsNamed(BtfKind kind) => kind is BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64;
}
