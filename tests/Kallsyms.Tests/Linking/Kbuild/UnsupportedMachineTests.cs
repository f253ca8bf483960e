using System.Buffers.Binary;
using Kallsyms.Linking.Kbuild;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking.Kbuild.StandIns;
using Kallsyms.Tests.Oracle;
using Xunit;

namespace Kallsyms.Tests.Linking.Kbuild;

/// <summary>A script that is known does not help where the machine is not: it runs by itself, from its start.</summary>
[RunsKallsyms]
public sealed class UnsupportedMachineTests : IDisposable
{
    readonly ScriptTree _tree = new();

    public UnsupportedMachineTests() => Command.Require("gcc", "ld", "nm", "sed");

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void KnownScriptRunsByItself_WhereTheMachineIsNotSupported()
    {
        string scripts = Path.GetDirectoryName(KernelTool.MkSysMap("7.2"))!;
        foreach (string file in KnownScripts.WholeFiles)
            File.Copy(Path.Combine(scripts, file), _tree["scripts/" + file], overwrite: true);
        File.Copy(KernelTool.Kallsyms("7.2"), _tree["scripts/kallsyms"], overwrite: true);
        byte[] kernel = File.ReadAllBytes(_tree["vmlinux.o"]);
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(18), 164);
        File.WriteAllBytes(_tree["vmlinux.o"], kernel);

        Command run = _tree.Ours(File.ReadAllText(Path.Combine(scripts, "link-vmlinux.sh")));

        Assert.StartsWith("kallsyms: scripts/link-vmlinux.sh runs unchanged: machine 164, 64 bits, is not supported", run.Error);
        // The object with the version is made once: nothing was done before.
        Assert.Single(File.ReadAllLines(_tree["made"]));
        Assert.Empty(_tree.Left());
    }
}
