using System.Collections;

namespace Kallsyms;

/// <summary>
/// The LINQ operators used with the most types, in a plain form. Code in this namespace finds them before System.Linq's, which provides
/// the rest. Ahead of time, System.Linq compiles each pair of types to a dozen classes, one for every way in which operators can be
/// combined; these made up a seventh of the native binary (docs/performance.md).
/// </summary>
static class Sequences
{
    /// <summary>Maps each element.</summary>
    public static IEnumerable<TResult> Select<TSource, TResult>(this IEnumerable<TSource> source, Func<TSource, TResult> selector)
    {
        foreach (TSource element in source)
            yield return selector(element);
    }

    /// <summary>Keeps the elements that satisfy a condition.</summary>
    public static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, bool> condition)
    {
        foreach (T element in source)
        {
            if (condition(element))
                yield return element;
        }
    }

    /// <summary>Maps each element to a sequence and concatenates the results.</summary>
    public static IEnumerable<TResult> SelectMany<TSource, TResult>(
        this IEnumerable<TSource> source, Func<TSource, IEnumerable<TResult>> selector)
    {
        foreach (TSource element in source)
        {
            foreach (TResult result in selector(element))
                yield return result;
        }
    }

    /// <summary>Returns at most the given number of elements from the start.</summary>
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

    /// <summary>Skips elements at the start.</summary>
    public static IEnumerable<T> Skip<T>(this IEnumerable<T> source, int count)
    {
        foreach (T element in source)
        {
            if (--count < 0)
                yield return element;
        }
    }

    /// <summary>Returns the elements of the first sequence, then those of the second.</summary>
    public static IEnumerable<T> Concat<T>(this IEnumerable<T> source, IEnumerable<T> other)
    {
        foreach (T element in source)
            yield return element;
        foreach (T element in other)
            yield return element;
    }

    /// <summary>Adds one element at the end.</summary>
    public static IEnumerable<T> Append<T>(this IEnumerable<T> source, T last)
    {
        foreach (T element in source)
            yield return element;
        yield return last;
    }

    /// <summary>Copies the elements to a new array.</summary>
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

    /// <summary>Sorts by key, lowest first. The sort is stable.</summary>
    public static OrderedSequence<T> OrderBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        new(source, By(key, comparer, descending: false));

    /// <summary>Sorts by key, highest first. The sort is stable.</summary>
    public static OrderedSequence<T> OrderByDescending<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key) =>
        new(source, By(key, null, descending: true));

    /// <summary>Sorts elements that are equal so far by a further key, lowest first.</summary>
    public static OrderedSequence<T> ThenBy<T, TKey>(
        this OrderedSequence<T> sequence, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        sequence.Then(By(key, comparer, descending: false));

    /// <summary>Sorts elements that are equal so far by a further key, highest first.</summary>
    public static OrderedSequence<T> ThenByDescending<T, TKey>(this OrderedSequence<T> sequence, Func<T, TKey> key) =>
        sequence.Then(By(key, null, descending: true));

    // Compares positions by the keys of the elements there; each key is computed once.
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

/// <summary>A sorted sequence. It is sorted when it is enumerated.</summary>
sealed class OrderedSequence<T>(IEnumerable<T> source, Func<T[], Comparison<int>> order) : IEnumerable<T>
{
    /// <summary>Adds a further comparison for elements that are equal so far.</summary>
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
