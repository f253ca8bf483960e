using System.Diagnostics;
using System.Net;
using System.Text;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Samples;

/// <summary>The samples for users of the library, as make builds them, doing what they are for.</summary>
public class SampleTests
{
    const string Map = "ffffffff81000000 T _text\nffffffff81000040 T schedule\nffffffff81000080 T do_idle\nffffffff81000100 T _etext\n";

    [Fact]
    public void Stacks_AreFoldedUnderTheNamesOfTheKernel()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["System.map"], Map);
        byte[] stacks = Encoding.UTF8.GetBytes("swapper 0 [000]\n\tffffffff81000044 schedule\n\tffffffff81000088 (kernel)\n\n0xffffffff81000044\n@[1]: 1\n");
        Command run = Command.Run("dotnet", [Sample("stacks"), scratch["System.map"]], input: stacks).Succeeded();
        Assert.Equal("do_idle;schedule 1\nschedule 1\n", run.Output);
    }

    [Fact]
    public async Task CrashService_PutsNamesIntoALogThatIsPosted()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["6.12"], Map);
        var start = new ProcessStartInfo("dotnet", [Sample("crash-service"), scratch.Directory]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        using Process service = Process.Start(start)!;
        try
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            bound.CancelAfter(Command.Bound);
            string address = "";
            while (address.Length == 0 && await service.StandardOutput.ReadLineAsync(bound.Token) is { } line)
                address = line.Split("Now listening on: ") is [_, var url] ? url.Trim() : "";
            using var client = new HttpClient { BaseAddress = new(address) };
            string log = "[    1.0] Call Trace:\n[    1.0]  [<ffffffff81000044>] ? 0xffffffff81000044\n";
            HttpResponseMessage named = await client.PostAsync("annotate/6.12", new StringContent(log), bound.Token);
            Assert.Contains("schedule+0x4/0x40", await named.Content.ReadAsStringAsync(bound.Token), StringComparison.Ordinal);
            HttpResponseMessage unknown = await client.PostAsync("annotate/..%2Fsecret", new StringContent(log), bound.Token);
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }
        finally
        {
            service.Kill(entireProcessTree: true);
        }
    }

    static string Sample(string name)
    {
        string program = Path.Combine(Repository.Root, "samples", name, "bin", "Release", "net10.0", name + ".dll");
        Assert.SkipUnless(File.Exists(program), "the samples are not built: make samples");
        return program;
    }
}
