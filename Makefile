# make          build artifacts/kallsyms (native code)
# make demo     build it, link the sample with it, run the sample
# make test     run all tests, once in the code and once in the binary, fuzz for a minute
# make test-kernels   build ten kernels, fetch 21, run all tests with them (an hour and more)
# make fuzz     FUZZ_SECONDS=600: fuzz all readers of untrusted files
# make install  PREFIX=/usr/local DESTDIR=
PREFIX ?= /usr/local
DOTNET ?= dotnet
CONFIGURATION ?= Release
FUZZ_SECONDS ?= 600
ARCH := $(shell uname -m)
RID := $(if $(filter aarch64,$(ARCH)),linux-arm64,linux-x64)

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

.PHONY: all demo test test-code test-native test-kernels fuzz bench format install uninstall clean FORCE
all: $(BINARY)

# Built anew when the contents of its sources change, whatever their times are.
artifacts/sources: FORCE
	@mkdir -p artifacts
	@src/digest.sh | cmp -s - $@ || src/digest.sh > $@

$(BINARY): artifacts/sources
	@tests/kernels/need.sh $(BUILD_PACKAGES)
	$(DOTNET) publish src/Kallsyms.Cli -c $(CONFIGURATION) -r $(RID) -o artifacts --nologo -v quiet
	@touch $@

demo: $(BINARY)
	@tests/kernels/need.sh $(DEMO_PACKAGES)
	$(MAKE) --no-print-directory -C samples/backtrace clean run KALLSYMS=$(abspath $(BINARY))
	$(BINARY) verify samples/backtrace/backtrace

test:
	@tests/kernels/need.sh $(TEST_PACKAGES)
	$(DOTNET) format --verify-no-changes
	$(MAKE) --no-print-directory test-code
	$(MAKE) --no-print-directory test-native
	$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=60

# The code, as it was built with the tests.
test-code:
	$(DOTNET) test --project tests/Kallsyms.Tests -c $(CONFIGURATION) --filter-not-trait Needs=kernels --filter-not-trait Needs=binary

# The commands, as the native binary runs them.
test-native: $(BINARY)
	KALLSYMS_BIN=$(BINARY) $(DOTNET) test --project tests/Kallsyms.Tests -c $(CONFIGURATION) \
		--filter-trait Runs=kallsyms --filter-not-trait Needs=kernels

test-kernels: $(BINARY)
	@tests/kernels/need.sh $(TEST_PACKAGES)
	tests/kernels/images.sh
	KALLSYMS_BIN=$(BINARY) KALLSYMS_TEST_ALL=1 $(DOTNET) test --project tests/Kallsyms.Tests -c $(CONFIGURATION)

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
