using System.Text;
using System.Text.RegularExpressions;
using Kallsyms.Demangling;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Demangling;

/// <summary>Names that real compilers make of real programs, held against the demanglers that come with them.</summary>
public partial class CompiledNamesTests
{
    const string Cxx = """
        #include <algorithm>
        #include <functional>
        #include <map>
        #include <memory>
        #include <string>
        #include <tuple>
        #include <variant>
        #include <vector>
        template<class... T> auto sum(T... t) -> decltype((t + ...)) { return (t + ...); }
        template<class T, int N> void arr(T (&)[N]) {}
        template<class T> struct Conv { template<class U> operator U*() const { return nullptr; } operator T() { return {}; } };
        template<auto V> struct Val { void f() {} };
        enum E { A }; enum class F { X, Y };
        struct M { int a; void m(int) const; void r() &; void rr() &&; int operator[](int) const { return 0; } };
        void M::m(int) const {} void M::r() & {} void M::rr() && {}
        template<class R, class... Ar> R call(R (*f)(Ar...), Ar... a) { return f(a...); }
        template<template<class...> class C, class T> void tt(C<T>) {}
        template<class T> std::enable_if_t<(sizeof(T) > 2), T> big(T t) { return t; }
        template<class T> auto member(T t) -> decltype(t.a + 1) { return t.a; }
        template<class T> auto idx(T t) -> decltype(t[0] * 2 - -1) { return 0; }
        namespace { struct Anon { virtual ~Anon() {} void g() {} }; void anonf(Anon) {} }
        void operator""_km(unsigned long long) {}
        extern "C" int cfun(int x) { return x; }
        typedef int (M::*PM)(int) const;
        void pm(PM, int M::*, void (*)(int (&)[3]), int (*(*)(int))[4], const volatile char* __restrict) {}
        template<class T> void noex(T t) noexcept(noexcept(t())) {}
        void fp(void (*)() noexcept) {}
        struct VB { virtual void v() {} virtual ~VB() {} };
        struct VD : virtual VB { void v() override {} };
        struct VE : VD, virtual Anon { void v() override {} };
        thread_local std::string tls;
        void odd(long double, __int128, unsigned __int128, char16_t, char32_t, wchar_t, signed char, _Complex float) {}
        int main() {
          sum(1, 2.0, 3L); int a[3]; arr(a); Conv<int> c; int* p = c; (void)p; int i = c; (void)i;
          Val<3>().f(); Val<-3L>().f(); Val<'c'>().f(); Val<true>().f(); Val<A>().f(); Val<F::Y>().f(); Val<&cfun>().f();
          Val<&M::a>().f(); Val<nullptr>().f(); Val<7ull>().f(); Val<(short)3>().f();
          call(cfun, 3); tt(std::vector<int>()); big(3L); member(M()); idx(a); anonf(Anon()); 5_km; noex([]{}); fp(nullptr);
          VE ve; ve.v(); tls = "x";
          auto l = [&](auto x, int y) { return [=](auto... z) { return x + y + sizeof...(z); }; }; l(1, 2)(3, 4.0);
          static int s = cfun(1); struct Loc { void z() { static int q = cfun(2); (void)q; } }; Loc().z(); (void)s;
          std::vector<std::string> v{"a"}; std::sort(v.begin(), v.end(), [](auto const& x, auto const& y) { return x < y; });
          std::function<int(int)> f = cfun; f(3); std::variant<int, std::string, M*> va; std::visit([](auto&&) {}, va);
          std::map<std::string, std::map<int, std::unique_ptr<M>>> mm; mm["x"][3];
          std::apply([](auto... x) { return (x + ... + 0); }, std::tuple(1, 2, 3));
          struct { int k; } un{}; auto ul = [un] { return un.k; }; ul(); std::make_shared<std::vector<decltype(un)>>()->resize(3);
        }
        """;

    const string Rust = """
        #![crate_type = "lib"]
        use std::collections::{BTreeMap, HashMap};
        use std::fmt::{Debug, Display};
        pub trait Shape<const N: usize> { type Out: ?Sized; fn area(&self) -> [u8; N]; }
        pub struct Gödel<'a, T: ?Sized>(pub &'a T);
        impl<'a, T: Debug + ?Sized> Shape<3> for Gödel<'a, T> { type Out = T; #[inline(never)] fn area(&self) -> [u8; 3] { println!("{:?}", self.0); [0; 3] } }
        #[inline(never)] pub fn generic<T: Debug, const B: bool, const C: char, const I: i8>(t: T) { println!("{:?}{}{}{}", t, B, C, I) }
        #[inline(never)] pub fn boxed(b: Box<dyn Fn(&str, &mut [i32]) -> Option<u8> + Send>) -> Option<u8> { b("x", &mut []) }
        #[inline(never)] pub fn takes<F: Fn(u8) -> u8>(f: F) -> u8 { f(3) }
        pub mod inner { pub struct Drops(pub String); impl Drop for Drops { fn drop(&mut self) { println!("{}", self.0) } } }
        pub fn user() -> usize {
            generic::<_, true, 'x', -5>((1u8, "x", [1.0f32; 4]));
            generic::<Vec<Option<fn(*const u8, &u32) -> !>>, false, '\'', 7>(vec![]);
            generic::<unsafe extern "C" fn(*mut i64), false, 'a', 0>({ unsafe extern "C" fn e(_: *mut i64) {} e });
            generic::<&dyn for<'b> Debugs<'b>, false, 'a', 0>(&3u8);
            boxed(Box::new(|s, x| { takes(|y| y + s.len() as u8); x.iter().map(|z| *z as u8).max() }));
            let mut m: HashMap<String, BTreeMap<u128, inner::Drops>> = HashMap::new();
            m.entry("a".into()).or_default().insert(3, inner::Drops("b".into()));
            Gödel::<str>(&"x").area(); Gödel(&[1i16, 2]).area();
            (&3 as &dyn Display).to_string().split_whitespace().map(str::to_owned).collect::<Vec<_>>().len() + m.len()
        }
        pub trait Debugs<'b>: Debug {} impl<'b> Debugs<'b> for u8 {}
        """;

    [Theory]
    [InlineData("g++", "-O0")]
    [InlineData("g++", "-O2")]
    [InlineData("clang++", "-O0")]
    public void NamesOfCxxAreThoseOfItsDemanglers(string compiler, string optimization)
    {
        Command.Require(compiler, "nm", "c++filt", "llvm-cxxfilt");
        using var scratch = new Scratch();
        File.WriteAllText(scratch["t.cpp"], Cxx);
        Command.Run(compiler, ["-std=c++17", optimization, "-w", "-c", "t.cpp", "-o", "t.o"], scratch.Directory).Succeeded();
        Compare(Names(scratch, "_Z"), ["c++filt", "llvm-cxxfilt"], least: 50);
    }

    [Theory]
    [InlineData("v0", "_R")]
    [InlineData("legacy", "_Z")]
    public void NamesOfRustAreThoseOfItsDemangler(string scheme, string start)
    {
        Command.Require("rustc", "nm", "c++filt", "llvm-cxxfilt");
        using var scratch = new Scratch();
        File.WriteAllText(scratch["t.rs"], Rust);
        string[] options = ["--edition=2021", "-Awarnings", "-Csymbol-mangling-version=" + scheme, "--emit=obj", "-o", "t.o", "t.rs"];
        Command compiled = Command.Run("rustc", options, scratch.Directory);
        if (compiled.Status != 0 && scheme == "legacy")
            compiled = Command.Run("rustc", ["-Zunstable-options", .. options], scratch.Directory);
        Assert.SkipWhen(compiled.Status != 0 && scheme == "legacy", "this rustc does not make legacy names");
        compiled.Succeeded();
        Compare(Names(scratch, start), scheme == "v0" ? ["llvm-cxxfilt", "c++filt"] : ["c++filt"], least: 100);
    }

    [Fact]
    public void BareNamesOfCxxAreTheWholeOnesWithoutWhatStandsAroundThem()
    {
        Command.Require("g++", "nm");
        using var scratch = new Scratch();
        File.WriteAllText(scratch["t.cpp"], Cxx);
        Command.Run("g++", ["-std=c++17", "-O0", "-w", "-c", "t.cpp", "-o", "t.o"], scratch.Directory).Succeeded();
        int functions = 0;
        foreach (string name in Names(scratch, "_Z"))
        {
            string whole = SymbolDemangler.Demangle(name)!;
            string bare = SymbolDemangler.DemangleBare(name)!;
            if (whole == bare)
                continue;
            functions++;
            Assert.Contains(bare + "(", whole, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\)( const)?$", bare.Replace("operator()", "", StringComparison.Ordinal));
        }
        Assert.True(functions > 200, $"only {functions} functions");
    }

    static string[] Names(Scratch scratch, string start) =>
    [
        .. Command.Run("nm", ["-j", "t.o"], scratch.Directory).Succeeded().Output.Split('\n')
            .Where(name => name.StartsWith(start, StringComparison.Ordinal)).Distinct(),
    ];

    // Old versions give up on the first, and count substitutions wrong behind the second.
    static bool IsKnownOnlyToNewTools(string name) => name.Contains("LDn0E", StringComparison.Ordinal) || name.Contains("srSt", StringComparison.Ordinal);

    // They do not agree with each other about spaces and parentheses in expressions, nor how to call what has no name. Each name is as at
    // least one of them has it.
    static void Compare(string[] names, string[] tools, int least)
    {
        Assert.True(names.Length >= least, $"only {names.Length} names");
        byte[] input = Encoding.UTF8.GetBytes(string.Join('\n', names) + "\n");
        string[][] theirs = [.. tools.Select(tool => Command.Run(tool, [], input: input).Succeeded().Output.Split('\n'))];
        for (int i = 0; i < names.Length; i++)
        {
            string own = SymbolDemangler.Demangle(names[i]) ?? names[i];
            if (IsKnownOnlyToNewTools(names[i]))
                continue;
            Assert.True(theirs.Any(their => Bare(their[i]) == Bare(own)), $"{names[i]}\nown:   {own}\n{string.Join('\n', theirs.Select(their => "their: " + their[i]))}");
        }
    }

    static string Bare(string name) => HashOfRust().Replace(name, "").Replace(" ", "").Replace("(", "").Replace(")", "");

    // GNU's shows it.
    [GeneratedRegex("::h[0-9a-f]{16}$")]
    private static partial Regex HashOfRust();
}
