using System.Runtime.InteropServices;

namespace Kallsyms.Linking.Estimate;

/// <summary>Gives each name that objects share a number, from 0 on, so that it is hashed once for each object and never again.</summary>
sealed class NameNumbers
{
    readonly Dictionary<NameSlice, int> _numbers = [];
    readonly List<NameSlice> _names = [];

    /// <summary>How many names there are.</summary>
    public int Count => _names.Count;

    /// <summary>The name with a number.</summary>
    public NameSlice this[int number] => _names[number];

    /// <summary>Makes room for so many more.</summary>
    public void Expect(int names)
    {
        _numbers.EnsureCapacity(_names.Count + names);
        _names.EnsureCapacity(_names.Count + names);
    }

    /// <summary>The number of a name, which is a new one for a new name.</summary>
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

    /// <summary>The number of a name that is known, or null.</summary>
    public int? Find(NameSlice name) => _numbers.TryGetValue(name, out int number) ? number : null;
}
