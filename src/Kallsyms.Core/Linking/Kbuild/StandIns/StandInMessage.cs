using System.Text;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>What a stand-in was called with.</summary>
/// <param name="Name">The name it was called by.</param>
/// <param name="Directory">Its working directory.</param>
/// <param name="Umask">What its files are not open for.</param>
/// <param name="Environment">Its variables, as NAME=VALUE, without those that tell a call from the next one alone.</param>
/// <param name="Arguments">Its arguments.</param>
sealed record StandInRequest(
    string Name, string Directory, int Umask, IReadOnlyList<string> Environment, IReadOnlyList<string> Arguments)
{
    /// <summary>What a table is to be made of; null where that is not known, or it is not the table tool that was called.</summary>
    public ListForTool? List { get; init; }

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Name);
        writer.Write(Directory);
        writer.Write(Umask);
        StandInReply.WriteWords(writer, Environment);
        StandInReply.WriteWords(writer, Arguments);
        writer.Write(List is not null);
        if (List is null)
            return;
        writer.Write(List.IsArgument);
        writer.Write(List.Stays);
        StandInReply.WriteBytes(writer, List.Bytes);
    }

    public static StandInRequest Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var request = new StandInRequest(
            reader.ReadString(), reader.ReadString(), reader.ReadInt32(), StandInReply.ReadWords(reader), StandInReply.ReadWords(reader));
        if (!reader.ReadBoolean())
            return request;
        (bool isArgument, bool stays) = (reader.ReadBoolean(), reader.ReadBoolean());
        return request with { List = new(StandInReply.ReadBytes(reader), isArgument, stays) };
    }
}

/// <summary>A list of symbols as a table tool was given it.</summary>
/// <param name="Bytes">The list.</param>
/// <param name="IsArgument">The last argument is its file; otherwise it was standard input.</param>
/// <param name="Stays">It can be read again.</param>
sealed record ListForTool(byte[] Bytes, bool IsArgument, bool Stays);

/// <summary>What a stand-in does: becomes another program, or prints something and ends.</summary>
/// <param name="Program">The program and its arguments; empty to end.</param>
/// <param name="Status">The exit status.</param>
/// <param name="Output">For standard output.</param>
sealed record StandInReply(IReadOnlyList<string> Program, int Status, byte[] Output)
{
    public static StandInReply Become(IEnumerable<string> program) => new([.. program], 0, []);

    /// <summary>For standard error.</summary>
    public byte[] Error { get; init; } = [];

    public static StandInReply End(int status, byte[]? output = null) => new([], status, output ?? []);

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        WriteWords(writer, Program);
        writer.Write(Status);
        WriteBytes(writer, Output);
        WriteBytes(writer, Error);
    }

    public static StandInReply Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        return new(ReadWords(reader), reader.ReadInt32(), ReadBytes(reader)) { Error = ReadBytes(reader) };
    }

    public static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    public static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());

    public static void WriteWords(BinaryWriter writer, IReadOnlyList<string> words)
    {
        writer.Write(words.Count);
        foreach (string word in words)
            writer.Write(word);
    }

    public static string[] ReadWords(BinaryReader reader)
    {
        var words = new string[reader.ReadInt32()];
        for (int i = 0; i < words.Length; i++)
            words[i] = reader.ReadString();
        return words;
    }
}
