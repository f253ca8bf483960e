# make          build artifacts/kallsyms (native code)
# make demo     build it, link the sample with it, run the sample
# make test     build it, run all tests, fuzz for a minute
# make test-kernels   build ten kernels, fetch 21, run all tests with them (an hour and more)
# make fuzz     FUZZ_SECONDS=600: fuzz all readers of untrusted files
# make install  PREFIX=/usr/local DESTDIR=
PREFIX ?= /usr/local
DOTNET ?= dotnet
CONFIGURATION ?= Release
FUZZ_SECONDS ?= 600
ARCH := $(shell uname -m)
RID := $(if $(filter aarch64,$(ARCH)),linux-arm64,linux-x64)

SOURCES := $(shell find src \( -name '*.cs' -o -path '*/Template/*.*' \) -not -path '*/obj/*' -not -path '*/bin/*') \
	$(wildcard src/*/*.csproj) Directory.Build.props Directory.Packages.props
BINARY := artifacts/kallsyms

# What each target needs from Debian.
BUILD_PACKAGES := gcc zlib1g-dev
DEMO_PACKAGES := gcc make binutils
TEST_PACKAGES := gcc g++ make binutils bison flex bc libelf-dev libssl-dev clang lld mold zstd chromium qemu-system-x86 cpio \
	binutils-arm-linux-gnueabi binutils-aarch64-linux-gnu binutils-riscv64-linux-gnu \
	binutils-powerpc-linux-gnu binutils-powerpc64-linux-gnu binutils-powerpc64le-linux-gnu \
	binutils-mips-linux-gnu binutils-mipsel-linux-gnu binutils-mips64-linux-gnuabi64 \
	binutils-mips64el-linux-gnuabi64 binutils-s390x-linux-gnu binutils-i686-linux-gnu
BENCH_PACKAGES := gcc make binutils lld zstd

.PHONY: all demo test test-kernels fuzz bench format install uninstall clean
all: $(BINARY)

$(BINARY): $(SOURCES)
	@tests/kernels/need.sh $(BUILD_PACKAGES)
	$(DOTNET) publish src/Kallsyms.Cli -c $(CONFIGURATION) -r $(RID) -o artifacts --nologo -v quiet
	@touch $@

demo: $(BINARY)
	@tests/kernels/need.sh $(DEMO_PACKAGES)
	$(MAKE) --no-print-directory -C samples/backtrace clean run KALLSYMS=$(abspath $(BINARY))
	$(BINARY) verify samples/backtrace/backtrace

test: $(BINARY)
	@tests/kernels/need.sh $(TEST_PACKAGES)
	$(DOTNET) format --verify-no-changes
	$(DOTNET) test --solution Kallsyms.slnx -c $(CONFIGURATION) --filter-not-trait Needs=kernels
	$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=60

test-kernels: $(BINARY)
	@tests/kernels/need.sh $(TEST_PACKAGES)
	tests/kernels/images.sh
	KALLSYMS_TEST_ALL=1 $(DOTNET) test --solution Kallsyms.slnx -c $(CONFIGURATION)

# Ends with an error when an input crashed, hung or took too much memory; that input is then in artifacts/fuzz.
fuzz:
	$(DOTNET) run --project tests/Kallsyms.Fuzz -c $(CONFIGURATION) -- --seconds $(FUZZ_SECONDS)

bench: $(BINARY)
	@tests/kernels/need.sh $(BENCH_PACKAGES)
	bench/run.sh

format:
	$(DOTNET) format

install: $(BINARY)
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/kallsyms
	install -D -m 644 runtime/kallsyms.h $(DESTDIR)$(PREFIX)/include/kallsyms.h

uninstall:
	$(RM) $(DESTDIR)$(PREFIX)/bin/kallsyms $(DESTDIR)$(PREFIX)/include/kallsyms.h

clean:
	$(RM) -r artifacts src/*/bin src/*/obj tests/*/bin tests/*/obj bench/*/bin bench/*/obj
