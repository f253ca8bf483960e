using System.Text.Json;
using Kallsyms.Linking.Checkup;
using Kallsyms.Linking.Running;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Cli;

/// <summary>kallsyms doctor, with linkers and directories that are made to differ.</summary>
[RunsKallsyms]
public sealed class DoctorCommandTests : IDisposable
{
    readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void ALinkerThatLinks_Works_AndItsVersionIsShown()
    {
        Command.Require("ld");
        Command run = Doctor(WithLinkers("ld")).Exited(0);
        JsonElement linker = Finding(run, "ld");
        Assert.Equal("works", linker.GetProperty("state").GetString());
        Assert.Contains("GNU ld", linker.GetProperty("found").GetString());
        Assert.Equal("missing", Finding(run, "mold").GetProperty("state").GetString());
        Assert.Equal("missing", Finding(run, "pahole").GetProperty("state").GetString());
    }

    [Fact]
    public void ALinkerThatFails_IsBroken_AndLinksDoNotWork()
    {
        Command.Require("ld");
        string path = WithLinkers("ld");
        Program("bin/mold", "test \"$1\" = --version && echo mold 9; test \"$1\" = --version");
        Command run = Doctor(path).Exited(1);
        JsonElement linker = Finding(run, "mold");
        Assert.Equal("broken", linker.GetProperty("state").GetString());
        Assert.Contains("mold 9; ", linker.GetProperty("found").GetString());
        Assert.NotNull(linker.GetProperty("advice").GetString());
    }

    [Fact]
    public void ALinkerThatDoesNotEnd_IsEndedAndBroken()
    {
        Directory.CreateDirectory(_scratch["bin"]);
        Program("bin/stuck", $"test \"$1\" = --version && echo stuck 1 && exit; cat {_scratch["fifo"]}");
        Command.Run("mkfifo", [_scratch["fifo"]]).Succeeded();
        Finding finding = LinkerTrial.Run(_scratch["bin/stuck"], _scratch.Directory, TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        Assert.Equal(FindingState.Broken, finding.State);
        Assert.Equal("stuck 1; a small link had not ended after 0.3 s", finding.Found);
    }

    [Fact]
    public void WithoutAnyLinker_LinksDoNotWork()
    {
        Directory.CreateDirectory(_scratch["bin"]);
        Command run = Command.Run(ProgramUnderTest.Executable, ["doctor"], _scratch.Directory, environment: Surroundings(_scratch["bin"])).Exited(1);
        Assert.EndsWith("Links do not work here.\n", run.Output);
    }

    [Fact]
    public void NothingIsLeftBehind()
    {
        Command.Require("ld");
        Doctor(WithLinkers("ld")).Exited(0);
        Assert.Equal(["bin", "tmp"], Directory.GetFileSystemEntries(_scratch.Directory).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetFileSystemEntries(_scratch["tmp"]));
    }

    [Fact]
    public void LittleMemoryAndOneCore_AreSaidToBeSlow()
    {
        Assert.Equal(FindingState.Slow, MachineCheckup.Memory(512L << 20).State);
        Assert.Equal(FindingState.Works, MachineCheckup.Memory(8L << 30).State);
        Assert.Equal(FindingState.Slow, MachineCheckup.Cores(1).State);
    }

    string WithLinkers(params string[] names)
    {
        Directory.CreateDirectory(_scratch["bin"]);
        foreach (string name in names)
            Program($"bin/{name}", $"exec {InstalledProgram.Find(name)} \"$@\"");
        return _scratch["bin"];
    }

    void Program(string name, string script)
    {
        string path = _scratch.Write(name, $"#!/bin/sh\n{script}\n");
        Command.Run("chmod", ["755", path]).Succeeded();
    }

    Dictionary<string, string> Surroundings(string path)
    {
        Directory.CreateDirectory(_scratch["tmp"]);
        return new() { ["PATH"] = path, ["TMPDIR"] = _scratch["tmp"] };
    }

    Command Doctor(string path)
    {
        Command run = Command.Run(ProgramUnderTest.Executable, ["doctor", "--json"], _scratch.Directory, environment: Surroundings(path));
        JsonSchemas.Check(run);
        return run;
    }

    static JsonElement Finding(Command run, string name) => JsonDocument.Parse(run.OutputBytes).RootElement.GetProperty("findings").EnumerateArray()
        .Single(finding => finding.GetProperty("name").GetString() == name);
}
