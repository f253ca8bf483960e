# PowerShell completion for kallsyms; made from its commands by make golden. Read it in your $PROFILE: . /usr/share/kallsyms/kallsyms.ps1
Register-ArgumentCompleter -Native -CommandName kallsyms -ScriptBlock {
    param($word, $line, $cursor)
    $verbs = @('link', 'cc', 'embed', 'gen', 'map', 'dump', 'info', 'scan', 'lookup', 'annotate', 'unpack', 'elf', 'isf', 'diff', 'verify', 'explain', 'stat', 'make', 'kbuild-link', 'doctor', 'help')
    $options = @{
        '' = @('--version', '--json', '-h', '--help')
        'link' = @('--layout', '--symbols', '--encoding', '--percpu-absolute', '--lto-clang', '--compress', '--mode', '--build-id', '--map', '--evidence', '--object-name', '--max-passes', '--only', '--drop-names', '--sections', '--types', '--max-name', '--demangle', '--with', '--json', '-q', '--quiet', '-v', '--verbose', '-h', '--help')
        'cc' = @('--layout', '--symbols', '--encoding', '--percpu-absolute', '--lto-clang', '--compress', '--mode', '--build-id', '--map', '--evidence', '--object-name', '--max-passes', '--only', '--drop-names', '--sections', '--types', '--max-name', '--demangle', '--with', '-h', '--help')
        'embed' = @('--symbols', '--from', '--section', '--clear', '-o', '--output', '-q', '--quiet', '-v', '--verbose', '--only', '--drop-names', '--sections', '--types', '--max-name', '--demangle', '--with', '-h', '--help')
        'gen' = @('--all-symbols', '--absolute-percpu', '--base-relative', '--lto-clang', '--pc-relative', '--page-offset', '--layout', '--compress', '--like', '--object', '-o', '--output', '-q', '--quiet', '-v', '--verbose', '-h', '--help')
        'map' = @('--layout', '--all', '-o', '--output', '-q', '--quiet', '-v', '--verbose', '-h', '--help')
        'dump' = @('-o', '--output', '--unproved', '--modules', '-q', '--quiet', '-v', '--verbose', '--kernel', '--at', '--running', '-h', '--help')
        'info' = @('--unproved', '--json', '-q', '--quiet', '-v', '--verbose', '--kernel', '--at', '--running', '-h', '--help')
        'scan' = @('-j', '--jobs', '--resume', '-q', '--quiet', '-v', '--verbose', '-h', '--help')
        'lookup' = @('--kaslr', '--debug', '--unproved', '--regex', '--format', '--demangle', '--json', '-q', '--quiet', '-v', '--verbose', '--kernel', '--at', '--running', '-h', '--help')
        'annotate' = @('--kaslr', '--debug', '--unproved', '--demangle', '-o', '--output', '-q', '--quiet', '-v', '--verbose', '--kernel', '--at', '--running', '-h', '--help')
        'unpack' = @('-o', '--output', '-q', '--quiet', '-v', '--verbose', '--kernel', '--at', '--running', '-h', '--help')
        'elf' = @('--machine', '--memory', '--unproved', '-q', '--quiet', '-v', '--verbose', '-o', '--output', '--kernel', '--at', '--running', '-h', '--help')
        'isf' = @('--unproved', '-q', '--quiet', '-v', '--verbose', '-o', '--output', '--kernel', '--at', '--running', '-h', '--help')
        'diff' = @('-t', '--text', '-d', '--data', '--by', '--top', '--demangle', '--unproved', '--json', '-q', '--quiet', '-v', '--verbose', '--kernel', '--at', '--running', '-h', '--help')
        'verify' = @('--layout', '--map', '--json', '-q', '--quiet', '-v', '--verbose', '--kernel', '--at', '--running', '-h', '--help')
        'explain' = @('--all', '--demangle', '--color', '--html', '--json', '-q', '--quiet', '-v', '--verbose', '--kernel', '--at', '--running', '-h', '--help')
        'stat' = @('--demangle', '--json', '--html', '-q', '--quiet', '-v', '--verbose', '--unproved', '--kernel', '--at', '--running', '-h', '--help')
        'make' = @('--print', '--mode', '--compress', '--evidence', '-h', '--help')
        'kbuild-link' = @('--mode', '--compress', '--evidence', '--passes', '-h', '--help')
        'doctor' = @('--json', '-q', '--quiet', '-v', '--verbose', '-h', '--help')
        'help' = @('-h', '--help')
    }
    $values = @{
        'link --layout' = @('auto', 'image', 'linux-2.6.10', 'linux-4.20', 'linux-4.6', 'linux-5.0', 'linux-6.1', 'linux-6.1.y', 'linux-6.15', 'linux-6.2', 'linux-6.4', 'linux-7.0', 'linux-7.3', 'nuttx', 'xen', 'zephyr')
        'link --symbols' = @('all', 'functions', 'text')
        'link --encoding' = @('absolute', 'base-relative', 'direct', 'place-relative')
        'link --compress' = @('best', 'kernel')
        'link --mode' = @('exact', 'single')
        'link --build-id' = @('keep', 'recompute')
        'link --with' = @('build-id', 'index', 'sizes')
        'cc --layout' = @('auto', 'image', 'linux-2.6.10', 'linux-4.20', 'linux-4.6', 'linux-5.0', 'linux-6.1', 'linux-6.1.y', 'linux-6.15', 'linux-6.2', 'linux-6.4', 'linux-7.0', 'linux-7.3', 'nuttx', 'xen', 'zephyr')
        'cc --symbols' = @('all', 'functions', 'text')
        'cc --encoding' = @('absolute', 'base-relative', 'direct', 'place-relative')
        'cc --compress' = @('best', 'kernel')
        'cc --mode' = @('exact', 'single')
        'cc --build-id' = @('keep', 'recompute')
        'cc --with' = @('build-id', 'index', 'sizes')
        'embed --symbols' = @('all', 'functions', 'text')
        'embed --with' = @('build-id', 'index', 'sizes')
        'gen --layout' = @('linux-2.6.10', 'linux-4.20', 'linux-4.6', 'linux-5.0', 'linux-6.1', 'linux-6.1.y', 'linux-6.15', 'linux-6.2', 'linux-6.4', 'linux-7.0', 'linux-7.3', 'nuttx', 'xen', 'zephyr')
        'gen --compress' = @('best', 'kernel')
        'map --layout' = @('auto', 'linux-2.6.10', 'linux-4.20', 'linux-4.6', 'linux-5.0', 'linux-6.1', 'linux-6.1.y', 'linux-6.15', 'linux-6.2', 'linux-6.4', 'linux-7.0', 'linux-7.3')
        'lookup --format' = @('gdb', 'json', 'kallsyms', 'r2', 'table')
        'lookup --demangle' = @('always', 'auto', 'never')
        'annotate --demangle' = @('always', 'auto', 'never')
        'elf --machine' = @('alpha', 'arc', 'arm', 'arm64', 'i386', 'loongarch', 'm68k', 'mips', 'parisc', 'powerpc', 'powerpc64', 'riscv', 's390', 'sh', 'sparc', 'x86_64')
        'diff --by' = @('module', 'prefix')
        'diff --demangle' = @('always', 'auto', 'never')
        'verify --layout' = @('auto', 'linux-2.6.10', 'linux-4.20', 'linux-4.6', 'linux-5.0', 'linux-6.1', 'linux-6.1.y', 'linux-6.15', 'linux-6.2', 'linux-6.4', 'linux-7.0', 'linux-7.3')
        'explain --demangle' = @('always', 'auto', 'never')
        'explain --color' = @('always', 'auto', 'never')
        'stat --demangle' = @('always', 'auto', 'never')
        'make --mode' = @('exact', 'single')
        'make --compress' = @('best', 'kernel')
        'kbuild-link --mode' = @('exact', 'single')
        'kbuild-link --compress' = @('best', 'kernel')
    }
    # The words before the one that is completed.
    $before = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { "$_" })
    $verb = "$($before | Where-Object { $_ -notlike '-*' } | Select-Object -First 1)"
    $previous = if ($before.Count) { $before[-1] } else { '' }
    $offered = if ($word -match '^(--[^=]+)=(.*)$') {
        $name = $Matches[1]
        $values["$verb $name"] | ForEach-Object { "$name=$_" }
    } elseif ($values.ContainsKey("$verb $previous")) {
        $values["$verb $previous"]
    } elseif ($word -like '-*') {
        $options[$verb]
    } elseif ($verb -eq '' -or $verb -eq 'help') {
        $verbs
    }
    $offered | Where-Object { $_ -like "$word*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
