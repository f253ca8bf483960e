namespace Kallsyms.Logs;

/// <summary>How a record of a log holds its message.</summary>
enum RecordForm
{
    /// <summary>As a JSON string.</summary>
    Text,
    /// <summary>As a JSON array with the number of each byte.</summary>
    Numbers,
    /// <summary>As it is, in a field of journald's export form.</summary>
    Export,
}
