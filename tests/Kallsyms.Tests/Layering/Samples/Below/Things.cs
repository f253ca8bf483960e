namespace Kallsyms.Tests.Layering.Samples.Below;

class Base;

interface IThing;

enum Choice
{
    One,
}

sealed class Item
{
    public static int Count { get; set; }

    public static void Run()
    {
    }
}

[AttributeUsage(AttributeTargets.Class)]
sealed class MarkAttribute : Attribute;

sealed class BelowException : Exception;
