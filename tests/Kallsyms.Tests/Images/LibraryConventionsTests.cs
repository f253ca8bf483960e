using System.Reflection;
using Kallsyms.Lookup;
using Kallsyms.Tests.Cli;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>What users of .NET libraries expect of any: null is refused by name, default structs do not throw, waiting can be given up.</summary>
public class LibraryConventionsTests
{
    public static TheoryData<string> Methods() => [.. Doors().Select(Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Null_IsRefusedByEveryStaticMethod(string name)
    {
        MethodInfo method = Doors().Single(method => Name(method) == name);
        object?[] nothing = [.. method.GetParameters().Select(parameter =>
            parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)];
        var thrown = Assert.Throws<TargetInvocationException>(() => method.Invoke(null, nothing));
        var refused = Assert.IsAssignableFrom<ArgumentNullException>(thrown.InnerException);
        Assert.Contains(method.GetParameters(), parameter => parameter.Name == refused.ParamName);
    }

    [Fact]
    public void DefaultSymbol_IsNoSymbol_AndThrowsNothing()
    {
        KernelSymbol none = default;
        Assert.Equal((0ul, 0ul, '?', null, "", 0), (none.Address, none.Size, none.Type, none.Module, none.Name, none.Utf8Name.Length));
        Assert.False(none.IsMapping);
        Assert.Equal("0000000000000000 ? ", none.ToString());
        Assert.Equal(default, none);
    }

    [Fact]
    public void WhereNothingIsFound_TheSymbolIsTheDefault_AndHasNoNext()
    {
        using var files = KernelFiles.WithMap();
        var symbols = KernelSymbols.Open(files["System.map"]);
        Assert.False(symbols.TryFind(ulong.MaxValue, out KernelSymbol symbol, out ulong offset));
        Assert.Equal((default, 0ul), (symbol, offset));
        Assert.Null(symbols.FindNext(symbol));
    }

    [Fact]
    public void ASymbolOfAnotherTable_HasNoNextHere()
    {
        using var files = KernelFiles.WithMap();
        var symbols = KernelSymbols.Open(files["System.map"]);
        KernelSymbol helper = KernelSymbols.Open(files["System.map"]).Find("helper")!.Value;
        Assert.Null(symbols.FindNext(helper));
        Assert.NotNull(symbols.FindNext(symbols.Find("helper")!.Value));
    }

    [Fact]
    public void AFileThatIsMissing_IsTheInnerException() =>
        Assert.IsType<FileNotFoundException>(Assert.Throws<KallsymsException>(() => KernelSymbols.Open("/nowhere")).InnerException);

    [Fact]
    public async Task AFile_OpensAsynchronously()
    {
        using var files = KernelFiles.WithMap();
        Assert.Equal(8, (await KernelSymbols.OpenAsync(files["System.map"], TestContext.Current.CancellationToken)).Count);
        await using FileStream stream = File.OpenRead(files["System.map"]);
        Assert.Equal(8, (await KernelSymbols.OpenAsync(stream, TestContext.Current.CancellationToken)).Count);
        await Assert.ThrowsAsync<KallsymsException>(() => KernelSymbols.OpenAsync("/nowhere", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AStreamThatNeverEnds_IsReadNoFurther_OnceItIsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var endless = new EndlessStream(cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => KernelSymbols.OpenAsync(endless, cancellation.Token));
        Assert.True(endless.IsUnreadSinceCancelled);
    }

    // What anybody may call without an object.
    static IEnumerable<MethodInfo> Doors() => typeof(KernelSymbols).Assembly.GetExportedTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => !method.IsSpecialName && method.GetParameters().Any(IsRequired));

    static bool IsRequired(ParameterInfo parameter) => !parameter.ParameterType.IsValueType && !parameter.ParameterType.IsByRef && !parameter.IsOptional
        && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.NotNull;

    static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})";

    /// <summary>Letters without end; asks to be cancelled after a while.</summary>
    sealed class EndlessStream(CancellationTokenSource cancellation) : MemoryStream
    {
        const long Enough = 3 << 20;

        long _read;
        int _readsSince;

        public bool IsUnreadSinceCancelled => _readsSince == 0;

        public override int Read(Span<byte> buffer)
        {
            if (cancellation.IsCancellationRequested)
                _readsSince++;
            buffer.Fill((byte)'x');
            _read += buffer.Length;
            if (_read > Enough)
                cancellation.Cancel();
            return buffer.Length;
        }
    }
}
