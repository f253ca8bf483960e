// A web service that puts names into crash logs: keep the kernels that you ship in one directory, and post logs of theirs.
//
//     dotnet run -- /srv/kernels
//     curl --data-binary @oops.txt localhost:5000/annotate/6.12.8
using System.Collections.Concurrent;
using Kallsyms;
using Kallsyms.Logs;
using Kallsyms.Lookup;

const long MostBytes = 8 << 20;

string kernels = Path.GetFullPath(args is [string directory, ..] ? directory : ".");
var opened = new ConcurrentDictionary<string, Task<KernelSymbols>>();
WebApplication app = WebApplication.CreateSlimBuilder([]).Build();

app.MapGet("/kernels", () => Directory.EnumerateFiles(kernels).Select(path => Path.GetFileName(path)).Order());

app.MapPost("/annotate/{kernel}", async (string kernel, HttpRequest request, CancellationToken cancelled) =>
{
    // A name from outside is only ever one of those that are there.
    string? path = Directory.EnumerateFiles(kernels).SingleOrDefault(file => Path.GetFileName(file) == kernel);
    if (path is null)
        return Results.NotFound($"there is no kernel {kernel}");
    if (request.ContentLength is not (> 0 and <= MostBytes))
        return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
    try
    {
        // Opened once; a look-up is safe from any number of threads.
        KernelSymbols symbols = await opened
            .GetOrAdd(path, file => KernelSymbols.OpenAsync(file, CancellationToken.None)).WaitAsync(cancelled);
        using var log = new MemoryStream();
        await request.Body.CopyToAsync(log, cancelled);
        log.Position = 0;
        using var named = new MemoryStream();
        new LogAnnotator(new(symbols, SymbolOrigin.Image)).Annotate(log, named);
        return Results.Bytes(named.ToArray(), "text/plain; charset=utf-8");
    }
    catch (KallsymsException e)
    {
        opened.TryRemove(path, out _);
        return Results.UnprocessableEntity(e.Message);
    }
});

app.Run();
