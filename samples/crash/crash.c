/*
 * A crash handler that needs nothing but kallsyms.h: names for the calls on the stack of a Linux program, static, stripped or both.
 * Compile with -fno-omit-frame-pointer.
 */
#define _GNU_SOURCE
#include "crash.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "kallsyms.h"

static void print(const char *text)
{
	ssize_t ignored = write(STDERR_FILENO, text, strlen(text));

	(void)ignored;
}

static void print_hex(uintptr_t value)
{
	char digits[2 * sizeof value + 1];
	char *at = digits + sizeof digits - 1;

	*at = '\0';
	do
		*--at = "0123456789abcdef"[value & 15];
	while ((value >>= 4) != 0);
	print("0x");
	print(at);
}

int print_call(uintptr_t address)
{
	struct kallsyms_symbol symbol;
	char name[256];
	int known = kallsyms_lookup(address, &symbol, name, sizeof name);

	print("  ");
	if (known) {
		print(name);
		print("+");
		print_hex(symbol.offset);
		print("/");
		print_hex(symbol.size);
	} else {
		print_hex(address);
	}
	print("\n");
	return known && strcmp(name, "main") != 0;
}

/* x86-64 and AArch64 keep the caller's frame and the return address side by side. */
static void print_frames(const uintptr_t *frame)
{
	int depth;

	for (depth = 0; depth < 64 && frame != NULL && print_call(frame[1] - 1); depth++) {
		const uintptr_t *caller = (const uintptr_t *)frame[0];

		if ((uintptr_t)caller <= (uintptr_t)frame || (uintptr_t)caller % sizeof *caller != 0)
			return;
		frame = caller;
	}
}

static void handler(int number, siginfo_t *info, void *context)
{
	const ucontext_t *registers = context;

	(void)info;
	print(number == SIGSEGV ? "segmentation fault in\n" : "killed by a signal in\n");
#if defined(__x86_64__)
	print_call((uintptr_t)registers->uc_mcontext.gregs[REG_RIP]);
	print_frames((const uintptr_t *)registers->uc_mcontext.gregs[REG_RBP]);
#elif defined(__aarch64__)
	print_call((uintptr_t)registers->uc_mcontext.pc);
	print_frames((const uintptr_t *)registers->uc_mcontext.regs[29]);
#endif
	_exit(1);
}

void crash_handler_install(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
	struct sigaction action;
	size_t i;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | SA_RESETHAND;
	for (i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaction(signals[i], &action, NULL);
}
