pub:
	dotnet publish src/Kallsyms.Cli -r linux-x64 -o artifacts
