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

    /// <summary>The elements by their keys, lowest first; of equal keys in their own order.</summary>
    public static OrderedSequence<T> OrderBy<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key, IComparer<TKey>? comparer = null) =>
        new(source, Compare(key, comparer));

    /// <summary>The elements by their keys, highest first; of equal keys in their own order.</summary>
    public static OrderedSequence<T> OrderByDescending<T, TKey>(this IEnumerable<T> source, Func<T, TKey> key) =>
        new(source, Reverse(Compare(key)));

    /// <summary>Those that were equal by another key.</summary>
    public static OrderedSequence<T> ThenBy<T, TKey>(
        this OrderedSequence<T> sequence, Func<T, TKey> key, IComparer<TKey>? comparer = null) => sequence.Then(Compare(key, comparer));

    /// <summary>Those that were equal by another key, highest first.</summary>
    public static OrderedSequence<T> ThenByDescending<T, TKey>(this OrderedSequence<T> sequence, Func<T, TKey> key) =>
        sequence.Then(Reverse(Compare(key)));

    static Comparison<T> Compare<T, TKey>(Func<T, TKey> key, IComparer<TKey>? comparer = null)
    {
        comparer ??= Comparer<TKey>.Default;
        return (one, other) => comparer.Compare(key(one), key(other));
    }

    static Comparison<T> Reverse<T>(Comparison<T> comparison) => (one, other) => comparison(other, one);
}

/// <summary>A sequence in order; it is sorted when it is gone through.</summary>
sealed class OrderedSequence<T>(IEnumerable<T> source, Comparison<T> comparison) : IEnumerable<T>
{
    /// <summary>In the same order, and those that are equal in it by another comparison.</summary>
    public OrderedSequence<T> Then(Comparison<T> next) =>
        new(source, (one, other) => comparison(one, other) is not 0 and int order ? order : next(one, other));

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        T[] elements = [.. source];
        var places = new int[elements.Length];
        for (int i = 0; i < places.Length; i++)
            places[i] = i;
        Array.Sort(places, (one, other) => comparison(elements[one], elements[other]) is not 0 and int order ? order : one - other);
        foreach (int place in places)
            yield return elements[place];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
