using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Estimate;

/// <summary>Numbers the names that objects share, starting at 0, so that each is hashed only once per object.</summary>
sealed class NameNumbers
{
    readonly Dictionary<NameSlice, int> _numbers = [];
    readonly List<NameSlice> _names = [];

    /// <summary>The number of names.</summary>
    public int Count => _names.Count;

    /// <summary>The name with a number.</summary>
    public NameSlice this[int number] => _names[number];

    /// <summary>Reserves capacity for more names.</summary>
    public void Expect(int names)
    {
        _numbers.EnsureCapacity(_names.Count + names);
        _names.EnsureCapacity(_names.Count + names);
    }

    /// <summary>Returns the number of a name, assigning a new one to a new name.</summary>
    public int Of(NameSlice name)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, name, out bool known);
        if (!known)
        {
            number = _names.Count;
            _names.Add(name);
        }
        return number;
    }

    /// <summary>Returns the number of a known name, or null.</summary>
    public int? Find(NameSlice name) => _numbers.TryGetValue(name, out int number) ? number : null;
}
