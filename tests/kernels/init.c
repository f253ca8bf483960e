/*
 * The only program of a booted test kernel: prints what the kernel reads in its own symbol table to the console, between
 * markers, and restarts the machine (which takes no driver, and ends qemu -no-reboot). It needs no C library. The kernel's log
 * is copied between markers of its own, so that nothing can break into a line of the listing. Modules that lie in /modules, as 00, 01
 * and so on, are loaded first. With "stay=1" on the kernel's command line the machine is not restarted, so that its memory can be dumped, and
 * the kernel is made to make code of its own: a program of BPF, and probes of functions.
 */
#include "syscall.h"

enum { READ_ALL = 3, CONSOLE_LEVEL = 8, RESTART = 0x01234567 };

static char buffer[1 << 20];

static void put(const char *s, long n)
{
	while (n > 0) {
		long done = call(WRITE, 1, (long)s, n, 0, 0);

		if (done <= 0)
			return;
		s += done;
		n -= done;
	}
}

static void line(const char *s)
{
	put(s, length(s));
	put("\n", 1);
}

static int contains(const char *text, long n, const char *word)
{
	long k = length(word);

	for (long i = 0; i + k <= n; i++) {
		long j = 0;

		while (j < k && text[i + j] == word[j])
			j++;
		if (j == k)
			return 1;
	}
	return 0;
}

/* /modules/00, /modules/01 and so on, up to the first that is not there. */
static void load_modules(void)
{
	static char path[] = "/modules/00";

	for (char *tens = path + 9, *ones = path + 10; *tens <= '9'; ++*tens)
		for (*ones = '0'; *ones <= '9'; ++*ones) {
			long file = call(OPENAT, AT_FDCWD, (long)path, 0, 0, 0);

			if (file < 0)
				return;
			if (call(FINIT, file, (long)"", 0, 0, 0) < 0)
				line(path);
		}
}

static void mount_proc(void)
{
	mount_at("/proc", "proc");
	write_file("/proc/sys/kernel/kptr_restrict", "0");
}

/* What a kernel cannot do it leaves out. The second probe is behind the first two instructions of a function of x86-64. */
static void generate_code(void)
{
	static const unsigned char program[] = { 0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0 };
	static struct {
		unsigned type, count;
		unsigned long long code, licence;
		unsigned level, size;
		unsigned long long log;
		unsigned version, flags;
		char name[16];
	} load = { 1, 2, 0, 0, 0, 0, 0, 0, 0, "returns_0" };

	load.code = (unsigned long)program;
	load.licence = (unsigned long)"GPL";
	call(BPF, 5, (long)&load, sizeof(load), 0, 0);
	mount_at("/tracing", "tracefs");
	write_file("/tracing/kprobe_events", "p:first do_sys_openat2\n");
	write_file("/tracing/events/kprobes/first/enable", "1");
	write_file("/tracing/kprobe_events", "p:second __x64_sys_getpid+9\n");
	write_file("/tracing/events/kprobes/second/enable", "1");
}

static void print_file(const char *path)
{
	long file = call(OPENAT, AT_FDCWD, (long)path, 0, 0, 0);
	long n;

	while ((n = call(READ, file, (long)buffer, sizeof(buffer), 0, 0)) > 0)
		put(buffer, n);
}

/* The selftest runs in a thread of its own, long after init has started. */
static long read_log(int wait_for_selftest)
{
	long pause[2] = { 0, 100000000 };

	for (;;) {
		long n = call(SYSLOG, READ_ALL, (long)buffer, sizeof(buffer), 0, 0);

		if (!wait_for_selftest || contains(buffer, n, "kallsyms_selftest: finish") ||
		    contains(buffer, n, "kallsyms_selftest: abort"))
			return n;
		call(NANOSLEEP, (long)pause, 0, 0, 0, 0);
	}
}

void run(long *stack)
{
	int selftest = 0;
	int stay = 0;

	/* argc, argv, 0, environment, 0: what the kernel does not know on its command line comes as environment. */
	for (long *variable = stack + stack[0] + 2; *variable; variable++) {
		if (contains((char *)*variable, length((char *)*variable), "wait_for_selftest=1"))
			selftest = 1;
		if (contains((char *)*variable, length((char *)*variable), "stay=1"))
			stay = 1;
	}

	mount_proc();
	load_modules();
	if (stay)
		generate_code();
	call(SYSLOG, CONSOLE_LEVEL, 0, 1, 0, 0);
	long log = read_log(selftest);

	line("<<<log");
	put(buffer, log);
	line("log>>>");
	line("<<<kallsyms");
	print_file("/proc/kallsyms");
	line("kallsyms>>>");
	if (!stay)
		call(REBOOT, (int)0xfee1dead, 672274793, RESTART, 0, 0);
	for (;;) {
		long pause[2] = { 1000, 0 };

		call(NANOSLEEP, (long)pause, 0, 0, 0, 0);
	}
}
