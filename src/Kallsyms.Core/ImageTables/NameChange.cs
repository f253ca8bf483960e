namespace Kallsyms.ImageTables;

/// <summary>What names become in a table, for all of them at once and in the same order.</summary>
delegate IReadOnlyList<byte[]> NameChange(IReadOnlyList<byte[]> names);
