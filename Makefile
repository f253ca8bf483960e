# make          build artifacts/kallsyms (native code)
# make deps     install what building and testing need (apt, dnf, pacman, apk; as root)
# make demo     build it, link the sample with it, run the sample
# make check    after an edit: build with analyzers, format and tests of what changed since BASE (HEAD)
# make test     run all tests, once in the code and once in the binary, fuzz for a minute
# make test-hostile  the promises of docs/reliability.md: as root and as a user, on disk and in memory, with other limits
# make test-kernels   build ten kernels, fetch 21, run all tests with them (an hour and more)
# make test-matrix    tiny kernels of every machine, by make and by kallsyms make; hours from nothing, goes on where it was stopped
# make golden   rewrite what is made from the code: tables in docs/, tests/cases, manual pages, completions, the list of the public API
# make matrix   print which folder of the library uses which
# make coverage which lines of the library the tests run: artifacts/coverage.xml (Cobertura)
# make fuzz     FUZZ_SECONDS=600: fuzz all readers of untrusted files; FUZZ_KEPT=DIR goes on from what earlier runs found
# make install  PREFIX=/usr/local DESTDIR=: binary, header, manual, completions, schemas, licences; make uninstall removes them
# make dist     tarballs, packages (.deb, .rpm, OCI, NuGet) and source of the last commit, their sums and contents: artifacts/dist
# make img      the pictures of the documentation
# make api      the reference of the library: docs/api
PREFIX ?= /usr/local
DOTNET ?= dotnet
CONFIGURATION ?= Release
FUZZ_SECONDS ?= 600
ARCH := $(shell uname -m)
RID := $(if $(filter aarch64,$(ARCH)),linux-arm64,linux-x64)

BINARY := artifacts/kallsyms
NOTICES := artifacts/THIRD-PARTY-NOTICES

# Where make install puts things, below PREFIX.
MAN_DIR := share/man/man1
MAN_PAGES := $(notdir $(wildcard packaging/man/*.1))
LICENSE_DIR := share/licenses/kallsyms
BASH_COMPLETION := share/bash-completion/completions/kallsyms
ZSH_COMPLETION := share/zsh/site-functions/_kallsyms
FISH_COMPLETION := share/fish/vendor_completions.d/kallsyms.fish
# PowerShell looks nowhere by itself: its profile reads this one.
POWERSHELL_COMPLETION := share/kallsyms/kallsyms.ps1
COMPLETIONS = $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION) $(POWERSHELL_COMPLETION)
PKG_CONFIG := share/pkgconfig/kallsyms.pc
SCHEMA_DIR := share/kallsyms/schemas
SCHEMAS := $(notdir $(wildcard docs/schemas/*.json))
VERSION = $(shell packaging/version.sh version)
DATE = $(shell packaging/version.sh date)

# What each target needs; tests/kernels/packages.txt says what that is packaged as.
NEED := tests/kernels/need.sh
BUILD_TOOLS := $(DOTNET) cc stdio.h
DEMO_TOOLS := $(BUILD_TOOLS) gcc make ld
TEST_TOOLS := $(DEMO_TOOLS) pkg-config mandoc groff fish zsh g++ bison flex bc libelf.h openssl/ssl.h clang ld.lld mold zstd chromium qemu-system-x86_64 cpio \
	mkimage dtc ubinize mksquashfs zip mkbootimg sfdisk sgdisk mkfs.fat qemu-img \
	$(shell sed -n 's/^\([^ ]*-linux-gnu[^ ]*-ld\) .*/\1/p' tests/kernels/packages.txt) \
	arm-none-eabi-gcc riscv64-unknown-elf-gcc aarch64-linux-gnu-gcc qemu-system-arm qemu-system-aarch64 qemu-system-riscv64 \
	qemu-system-i386 rustc cargo cmake meson ninja autoconf automake libtoolize ccache c++filt
DIST_TOOLS := $(DEMO_TOOLS) git xz dpkg-deb rpmbuild zip unzip readelf clang aarch64-linux-gnu-gcc aarch64-linux-gnu-libc
BENCH_TOOLS := $(DEMO_TOOLS) ld.lld zstd

BASE ?= HEAD
TESTS := tests/Kallsyms.Tests/bin/$(CONFIGURATION)/net10.0/Kallsyms.Tests --progress off

# Set by make golden alone: nothing else may make tests pass.
unexport UPDATE_EXPECTED KALLSYMS_BIN

.PHONY: all deps demo img api check golden matrix coverage test test-code test-native tests samples test-hostile test-kernels test-matrix fuzz bench format dist install install-files uninstall clean FORCE
all: $(BINARY)

# Built anew when the contents of its sources change, whatever their times are.
artifacts/sources: FORCE
	@mkdir -p artifacts
	@src/digest.sh | cmp -s - $@ || src/digest.sh > $@

$(BINARY): artifacts/sources
	@$(NEED) --check $(BUILD_TOOLS)
	$(DOTNET) publish src/Kallsyms.Cli -c $(CONFIGURATION) -r $(RID) -o artifacts --nologo -v quiet
	@touch $@

# Installs what the tests need, when root runs it.
deps:
	@$(NEED) $(TEST_TOOLS)

demo:
	@$(NEED) $(DEMO_TOOLS)
	@$(MAKE) --no-print-directory $(BINARY)
	$(MAKE) --no-print-directory -C samples/backtrace clean run KALLSYMS=$(abspath $(BINARY))
	$(BINARY) verify samples/backtrace/backtrace

test:
	@$(NEED) $(TEST_TOOLS)
	$(DOTNET) format --verify-no-changes
	$(MAKE) --no-print-directory samples
	$(MAKE) --no-print-directory test-code
	$(MAKE) --no-print-directory test-native
	$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=60

# What the library's users start from; tests run them.
samples: FORCE
	for sample in stacks crash-service; do $(DOTNET) build samples/$$sample -c Release --nologo -v quiet || exit; done

tests: FORCE
	$(DOTNET) build tests/Kallsyms.Tests -c $(CONFIGURATION) --nologo -v quiet

check:
	@CONFIGURATION=$(CONFIGURATION) DOTNET=$(DOTNET) tests/check.sh $(BASE)

# The code, as it was built with the tests.
test-code: tests
	$(TESTS) --filter-not-trait Needs=kernels --filter-not-trait Needs=binary

# The commands, as the native binary runs them.
test-native: tests $(BINARY)
	KALLSYMS_BIN=$(abspath $(BINARY)) $(TESTS) --filter-trait Runs=kallsyms --filter-not-trait Needs=kernels

# What docs/reliability.md promises, where files and rights are others: as an ordinary user, in memory, with a narrow umask.
test-hostile: tests $(BINARY)
	KALLSYMS_BIN=$(abspath $(BINARY)) tests/hostile.sh $(TESTS)

golden:
	CONFIGURATION=$(CONFIGURATION) DOTNET=$(DOTNET) tests/public-api.sh
	$(MAKE) --no-print-directory tests
	UPDATE_EXPECTED=1 $(TESTS) --filter-trait Has=golden

matrix: tests
	$(TESTS) --filter-method '*.Library_UsesOnlyWhatTheTableAllows' --show-test-results all

coverage: tests
	$(TESTS) --filter-not-trait Needs=kernels --filter-not-trait Needs=binary --coverlet --coverlet-output-format cobertura \
		--coverlet-include '[Kallsyms.Core]*' --coverlet-include '[kallsyms]*' --results-directory artifacts/coverage

test-kernels:
	@$(NEED) $(TEST_TOOLS)
	@$(MAKE) --no-print-directory $(BINARY)
	tests/kernels/images.sh
	$(MAKE) --no-print-directory tests
	KALLSYMS_BIN=$(abspath $(BINARY)) KALLSYMS_TEST_ALL=1 $(TESTS)

# Tiny kernels of every machine, by make and by kallsyms make; goes on where it was interrupted, and takes hours from nothing.
test-matrix: $(BINARY)
	tests/kernels/matrix.sh

# Ends with an error when an input crashed, hung or took too much memory; that input is then in artifacts/fuzz.
fuzz:
	$(DOTNET) run --project tests/Kallsyms.Fuzz -c $(CONFIGURATION) -- --seconds $(FUZZ_SECONDS) $(if $(FUZZ_KEPT),--kept $(FUZZ_KEPT))

bench:
	@$(NEED) $(BENCH_TOOLS)
	@$(MAKE) --no-print-directory $(BINARY)
	bench/run.sh

format:
	$(DOTNET) format

# A release of the last commit: artifacts/dist, the same bytes wherever it is made.
dist:
	@$(NEED) --check $(DIST_TOOLS)
	DOTNET=$(DOTNET) packaging/dist.sh

img: $(BINARY)
	@$(NEED) --check $(DEMO_TOOLS) chromium
	docs/img/make.sh

api: tests
	DOTNET=$(DOTNET) packaging/api.sh tests/Kallsyms.Tests/bin/$(CONFIGURATION)/net10.0/Kallsyms.Core.dll

$(NOTICES): $(BINARY)
	@packaging/notices.sh $(RID) > $@.part && mv $@.part $@

install: $(BINARY) $(NOTICES)
	@$(MAKE) --no-print-directory install-files

# What packages put in place too, with names and a version of their own; everything was built before.
install-files:
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin include $(MAN_DIR) $(LICENSE_DIR) $(SCHEMA_DIR) $(dir $(COMPLETIONS) $(PKG_CONFIG)))
	install -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/kallsyms
	install -m 644 runtime/kallsyms.h runtime/kallsyms_linux.h $(DESTDIR)$(PREFIX)/include
	for page in $(MAN_PAGES); do \
		sed -e 's/@DATE@/$(DATE)/' -e 's/@VERSION@/$(VERSION)/' packaging/man/$$page > $(DESTDIR)$(PREFIX)/$(MAN_DIR)/$$page || exit; \
		chmod 644 $(DESTDIR)$(PREFIX)/$(MAN_DIR)/$$page; \
	done
	install -m 644 packaging/completions/kallsyms.bash $(DESTDIR)$(PREFIX)/$(BASH_COMPLETION)
	install -m 644 packaging/completions/_kallsyms $(DESTDIR)$(PREFIX)/$(ZSH_COMPLETION)
	install -m 644 packaging/completions/kallsyms.fish $(DESTDIR)$(PREFIX)/$(FISH_COMPLETION)
	install -m 644 packaging/completions/kallsyms.ps1 $(DESTDIR)$(PREFIX)/$(POWERSHELL_COMPLETION)
	sed 's/@VERSION@/$(VERSION)/' packaging/kallsyms.pc.in > $(DESTDIR)$(PREFIX)/$(PKG_CONFIG)
	chmod 644 $(DESTDIR)$(PREFIX)/$(PKG_CONFIG)
	install -m 644 $(addprefix docs/schemas/,$(SCHEMAS)) $(DESTDIR)$(PREFIX)/$(SCHEMA_DIR)
	install -m 644 LICENSE $(NOTICES) $(DESTDIR)$(PREFIX)/$(LICENSE_DIR)

uninstall:
	$(RM) $(addprefix $(DESTDIR)$(PREFIX)/,bin/kallsyms include/kallsyms.h include/kallsyms_linux.h $(PKG_CONFIG) $(addprefix $(MAN_DIR)/,$(MAN_PAGES)) $(COMPLETIONS) \
		$(addprefix $(SCHEMA_DIR)/,$(SCHEMAS)) \
		$(LICENSE_DIR)/LICENSE $(LICENSE_DIR)/$(notdir $(NOTICES)))
	-rmdir $(addprefix $(DESTDIR)$(PREFIX)/,$(LICENSE_DIR) $(SCHEMA_DIR) $(dir $(SCHEMA_DIR)))

clean:
	$(RM) -r artifacts $(foreach folder,src tests bench samples,$(folder)/*/bin $(folder)/*/obj)
