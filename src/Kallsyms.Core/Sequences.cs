using System.Collections;

namespace Kallsyms;

/// <summary>
/// The operators of LINQ that are used for the most types, in their plain form; code in this namespace finds them before System.Linq's,
/// which has the others. There, each pair of types makes a dozen classes ahead of time, for every way in which operators can follow each
/// other: a seventh of the native binary was those (docs/performance.md).
/// </summary>
static class Sequences
{
    /// <summary>What a function makes of each element.</summary>
    public static IEnumerable<TResult> Select<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, TResult> selector)
    {
        foreach (TSource element in source)
            yield return selector(element);
    }

    /// <summary>The elements for which a condition holds.</summary>
    public static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, bool> condition)
    {
        foreach (T element in source)
        {
            if (condition(element))
                yield return element;
        }
    }

    /// <summary>What a function makes of each element, one after the other.</summary>
    public static IEnumerable<TResult> SelectMany<TSource, TResult>(
        this IEnumerable<TSource> source, Func<TSource, IEnumerable<TResult>> selector)
    {
        foreach (TSource element in source)
        {
            foreach (TResult result in selector(element))
                yield return result;
        }
    }

    /// <summary>The first elements, as many as there are up to a number.</summary>
    public static IEnumerable<T> Take<T>(this IEnumerable<T> source, int count)
    {
        if (count <= 0)
            yield break;
        foreach (T element in source)
        {
            yield return element;
            if (--count == 0)
                yield break;
        }
    }

    /// <summary>The elements behind the first ones.</summary>
    public static IEnumerable<T> Skip<T>(this IEnumerable<T> source, int count)
    {
        foreach (T element in source)
        {
            if (--count < 0)
                yield return element;
        }
    }

    /// <summary>The elements of one and then of another.</summary>
    public static IEnumerable<T> Concat<T>(this IEnumerable<T> source, IEnumerable<T> other)
    {
        foreach (T element in source)
            yield return element;
        foreach (T element in other)
            yield return element;
    }

    /// <summary>The elements, and one more.</summary>
    public static IEnumerable<T> Append<T>(this IEnumerable<T> source, T last)
    {
        foreach (T element in source)
            yield return element;
        yield return last;
    }

    /// <summary>The elements in an array of their own.</summary>
    public static T[] ToArray<T>(this IEnumerable<T> source)
    {
        T[] elements = [];
        int count = 0;
        foreach (T element in source)
        {
            if (count == elements.Length)
                Array.Resize(ref elements, Math.Max(4, count * 2));
            elements[count++] = element;
        }
        Array.Resize(ref elements, count);
        return elements;
    }

    /// <summary>The elements by their keys, lowest first; of equal keys in their own order.</summary>
    public static OrderedSequence<T> OrderBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        new(source, By(key, comparer, descending: false));

    /// <summary>The elements by their keys, highest first; of equal keys in their own order.</summary>
    public static OrderedSequence<T> OrderByDescending<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key) =>
        new(source, By(key, null, descending: true));

    /// <summary>Those that were equal by another key.</summary>
    public static OrderedSequence<T> ThenBy<T, TKey>(
        this OrderedSequence<T> sequence, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        sequence.Then(By(key, comparer, descending: false));

    /// <summary>Those that were equal by another key, highest first.</summary>
    public static OrderedSequence<T> ThenByDescending<T, TKey>(this OrderedSequence<T> sequence, Func<T, TKey> key) =>
        sequence.Then(By(key, null, descending: true));

    // Compares places by the keys of the elements there, each made once.
    static Func<T[], Comparison<int>> By<T, TKey>(Func<T, TKey> key, IComparer<TKey>? comparer, bool descending) => elements =>
    {
        var keys = new TKey[elements.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = key(elements[i]);
        return Compare(keys, comparer ?? Comparer<TKey>.Default, descending);
    };

    static Comparison<int> Compare<TKey>(TKey[] keys, IComparer<TKey> comparer, bool descending) => descending
        ? (one, other) => comparer.Compare(keys[other], keys[one])
        : (one, other) => comparer.Compare(keys[one], keys[other]);
}

/// <summary>A sequence in order; it is sorted when it is gone through.</summary>
sealed class OrderedSequence<T>(IEnumerable<T> source, Func<T[], Comparison<int>> order) : IEnumerable<T>
{
    /// <summary>In the same order, and those that are equal in it by another.</summary>
    public OrderedSequence<T> Then(Func<T[], Comparison<int>> next) => new(source, elements =>
    {
        (Comparison<int> first, Comparison<int> second) = (order(elements), next(elements));
        return (one, other) => first(one, other) is not 0 and int found ? found : second(one, other);
    });

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        T[] elements = source.ToArray();
        var places = new int[elements.Length];
        for (int i = 0; i < places.Length; i++)
            places[i] = i;
        Comparison<int> comparison = order(elements);
        Array.Sort(places, (one, other) => comparison(one, other) is not 0 and int found ? found : one - other);
        foreach (int place in places)
            yield return elements[place];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
