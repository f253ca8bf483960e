#!/bin/sh
# Usage: package.sh DIRECTORY
#
# A project outside of the repository takes the library's package from DIRECTORY (make dist), builds with warnings as errors, is published
# as native code, and runs.
set -eu
feed=$(cd "$1" && pwd)
dotnet=${DOTNET:-dotnet}
package=$(find "$feed" -name 'Kallsyms.[0-9]*.nupkg')
version=${package##*/Kallsyms.} version=${version%.nupkg}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > NuGet.config << EOF
<configuration>
  <config><add key="globalPackagesFolder" value="packages" /></config>
  <fallbackPackageFolders><add key="fetched" value="${NUGET_PACKAGES:-$HOME/.nuget/packages}" /></fallbackPackageFolders>
  <packageSources><add key="dist" value="$feed" /></packageSources>
</configuration>
EOF
cat > consumer.csproj << EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <PublishAot>true</PublishAot>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Kallsyms" Version="[$version]" /></ItemGroup>
</Project>
EOF
cat > Program.cs << 'EOF'
using Kallsyms.Lookup;

KernelSymbols symbols = await KernelSymbols.OpenAsync(Console.OpenStandardInput());
Console.WriteLine(symbols.TryFind(0xffffffff81000044, out KernelSymbol symbol, out ulong offset) ? $"{symbol.Name}+0x{offset:x}/0x{symbol.Size:x}" : "nothing");
EOF
"$dotnet" publish --nologo -v quiet -o out
printf 'ffffffff81000000 T _text\nffffffff81000040 T schedule\nffffffff81000080 T _etext\n' > System.map
answer=$(out/consumer < System.map)
test "$answer" = "schedule+0x4/0x40" || { echo "package.sh: the consumer says '$answer'" >&2; exit 1; }
echo "$package: restored, published ($(stat -c %s out/consumer) bytes), and ran"
