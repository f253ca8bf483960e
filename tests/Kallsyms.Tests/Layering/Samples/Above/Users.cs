using Kallsyms.Tests.Layering.Samples.Below;

namespace Kallsyms.Tests.Layering.Samples.Above;

// One way each in which a type can use another one.
sealed class ByBase : Base;

sealed class ByInterface : IThing;

[Mark]
sealed class ByAttribute;

sealed class ByConstraint<T>
    where T : IThing;

sealed class ByField
{
    public List<Dictionary<string, Item[]>>? Items = [];
}

static class ByParameter
{
    public static void Take(in Choice? choice) => _ = choice;
}

static class ByCall
{
    public static void Do() => Item.Run();
}

static class ByProperty
{
    public static int Do() => Item.Count;
}

static class ByGenericArgument
{
    public static object Do() => Array.Empty<Choice>();
}

static class ByTypeTest
{
    public static bool Do(object value) => value is Item;
}

static class ByCatch
{
    public static void Do(Action action)
    {
        try
        {
            action();
        }
        catch (BelowException)
        {
            action();
        }
    }
}

static class ByLambda
{
    public static Func<int> Do() => static () => new List<Item>(5).Count;
}
