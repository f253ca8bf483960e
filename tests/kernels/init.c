/*
 * The only program of a booted test kernel: prints what the kernel reads in its own symbol table to the console, between
 * markers, and restarts the machine (which takes no driver, and ends qemu -no-reboot). It needs no C library. The kernel's log
 * is copied between markers of its own, so that nothing can break into a line of the listing. Modules that lie in /modules, as 00, 01
 * and so on, are loaded first. With "stay=1" on the kernel's command line the machine is not restarted, so that its memory can be dumped.
 */
#if defined(__x86_64__)
enum { OPENAT = 257, READ = 0, WRITE = 1, MKDIRAT = 258, MOUNT = 165, REBOOT = 169, SYSLOG = 103, NANOSLEEP = 35, FINIT = 313 };

static long call(long n, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
	return ret;
}
#elif defined(__riscv) || defined(__s390x__)
#ifdef __riscv
enum { OPENAT = 56, READ = 63, WRITE = 64, MKDIRAT = 34, MOUNT = 40, REBOOT = 142, SYSLOG = 116, NANOSLEEP = 101, FINIT = 273 };
#define R(i) "a" #i
#define NUMBER "a7"
#define CALL "ecall"
#else
enum { OPENAT = 288, READ = 3, WRITE = 4, MKDIRAT = 289, MOUNT = 21, REBOOT = 88, SYSLOG = 103, NANOSLEEP = 162, FINIT = 344 };
#define R(i) S390_R##i
#define S390_R0 "r2"
#define S390_R1 "r3"
#define S390_R2 "r4"
#define S390_R3 "r5"
#define S390_R4 "r6"
#define NUMBER "r1"
#define CALL "svc 0"
#endif
#elif defined(__aarch64__) || defined(__arm__)
#define CALL "svc 0"
#ifdef __aarch64__
enum { OPENAT = 56, READ = 63, WRITE = 64, MKDIRAT = 34, MOUNT = 40, REBOOT = 142, SYSLOG = 116, NANOSLEEP = 101, FINIT = 273 };
#define R(i) "x" #i
#define NUMBER "x8"
#else
enum { OPENAT = 322, READ = 3, WRITE = 4, MKDIRAT = 323, MOUNT = 21, REBOOT = 88, SYSLOG = 103, NANOSLEEP = 162, FINIT = 379 };
#define R(i) "r" #i
#define NUMBER "r7"
#endif
#endif

#ifdef NUMBER
static long call(long n, long a, long b, long c, long d, long e)
{
	register long nr __asm__(NUMBER) = n;
	register long r0 __asm__(R(0)) = a;
	register long r1 __asm__(R(1)) = b;
	register long r2 __asm__(R(2)) = c;
	register long r3 __asm__(R(3)) = d;
	register long r4 __asm__(R(4)) = e;

	__asm__ volatile(CALL : "+r"(r0) : "r"(nr), "r"(r1), "r"(r2), "r"(r3), "r"(r4) : "memory");
	return r0;
}
#endif

enum { AT_FDCWD = -100, O_WRONLY = 1, READ_ALL = 3, CONSOLE_LEVEL = 8, RESTART = 0x01234567 };

static char buffer[1 << 20];

static long length(const char *s)
{
	long n = 0;

	while (s[n])
		n++;
	return n;
}

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
	call(MKDIRAT, AT_FDCWD, (long)"/proc", 0755, 0, 0);
	call(MOUNT, (long)"proc", (long)"/proc", (long)"proc", 0, 0);

	long file = call(OPENAT, AT_FDCWD, (long)"/proc/sys/kernel/kptr_restrict", O_WRONLY, 0, 0);

	call(WRITE, file, (long)"0", 1, 0, 0);
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

__attribute__((used)) void run(long *stack)
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

#ifdef __x86_64__
__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall run\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n\tmov x0, sp\n\tbl run\n");
#elif defined(__riscv)
__asm__(".globl _start\n_start:\n\tmv a0, sp\n\tcall run\n");
#elif defined(__s390x__)
__asm__(".globl _start\n_start:\n\tlgr %r2, %r15\n\taghi %r15, -160\n\tbrasl %r14, run\n");
#else
__asm__(".globl _start\n_start:\n\tmov r0, sp\n\tbic sp, sp, #7\n\tbl run\n");
#endif
