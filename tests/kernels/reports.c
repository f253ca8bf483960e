/*
 * The only program of a kernel that is made to print reports: its tasks, what its processors do, what is blocked, and at last how it
 * falls. It needs no C library.
 */
#if defined(__x86_64__)
enum { OPEN = 257, WRITE = 1, MKDIR = 258, MOUNT = 165, SLEEP = 35 };
#elif defined(__i386__)
enum { OPEN = 295, WRITE = 4, MKDIR = 296, MOUNT = 21, SLEEP = 162 };
#elif defined(__arm__)
enum { OPEN = 322, WRITE = 4, MKDIR = 323, MOUNT = 21, SLEEP = 162 };
#elif defined(__powerpc__)
enum { OPEN = 286, WRITE = 4, MKDIR = 287, MOUNT = 21, SLEEP = 162 };
#elif defined(__s390x__)
enum { OPEN = 288, WRITE = 4, MKDIR = 289, MOUNT = 21, SLEEP = 162 };
#elif defined(__mips__)
enum { OPEN = 4288, WRITE = 4004, MKDIR = 4289, MOUNT = 4021, SLEEP = 4166 };
#else /* aarch64, riscv, loongarch */
enum { OPEN = 56, WRITE = 64, MKDIR = 34, MOUNT = 40, SLEEP = 101 };
#endif

static long call(long n, long a, long b, long c, long d, long e)
{
#if defined(__x86_64__)
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
	return ret;
#elif defined(__i386__)
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
	return ret;
#elif defined(__powerpc__)
	register long r0 __asm__("r0") = n;
	register long r3 __asm__("r3") = a;
	register long r4 __asm__("r4") = b;
	register long r5 __asm__("r5") = c;
	register long r6 __asm__("r6") = d;
	register long r7 __asm__("r7") = e;

	__asm__ volatile("sc" : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7) : : "memory", "cr0", "ctr", "r8", "r9", "r10", "r11", "r12");
	return r3;
#elif defined(__s390x__)
	register long r1 __asm__("1") = n;
	register long r2 __asm__("2") = a;
	register long r3 __asm__("3") = b;
	register long r4 __asm__("4") = c;
	register long r5 __asm__("5") = d;
	register long r6 __asm__("6") = e;

	__asm__ volatile("svc 0" : "+d"(r2) : "d"(r1), "d"(r3), "d"(r4), "d"(r5), "d"(r6) : "memory");
	return r2;
#elif defined(__mips__)
	register long v0 __asm__("$2") = n;
	register long a0 __asm__("$4") = a;
	register long a1 __asm__("$5") = b;
	register long a2 __asm__("$6") = c;
	register long a3 __asm__("$7") = d;

	__asm__ volatile("subu $29, 32\n\tsw %5, 16($29)\n\tsyscall\n\taddiu $29, 32" : "+r"(v0), "+r"(a3)
			 : "r"(a0), "r"(a1), "r"(a2), "r"(e) : "memory", "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25");
	return v0;
#else
#if defined(__arm__)
#define R(i) "r" #i
#define NUMBER "r7"
#define TRAP "svc 0"
#elif defined(__aarch64__)
#define R(i) "x" #i
#define NUMBER "x8"
#define TRAP "svc 0"
#else
#define R(i) "a" #i
#define NUMBER "a7"
#define TRAP "ecall"
#endif
	register long nr __asm__(NUMBER) = n;
	register long r0 __asm__(R(0)) = a;
	register long r1 __asm__(R(1)) = b;
	register long r2 __asm__(R(2)) = c;
	register long r3 __asm__(R(3)) = d;
	register long r4 __asm__(R(4)) = e;

	__asm__ volatile(TRAP : "+r"(r0) : "r"(nr), "r"(r1), "r"(r2), "r"(r3), "r"(r4) : "memory");
	return r0;
#endif
}

static void put(const char *path, const char *text)
{
	long file = call(OPEN, -100, (long)path, 1, 0, 0);
	long n = 0;

	while (text[n])
		n++;
	call(WRITE, file, (long)text, n, 0, 0);
}

__attribute__((used)) void run(void)
{
	call(MKDIR, -100, (long)"/proc", 0755, 0, 0);
	call(MOUNT, (long)"proc", (long)"/proc", (long)"proc", 0, 0);
	put("/proc/sys/kernel/printk", "8");
	put("/proc/sys/kernel/sysrq", "1");
	put("/proc/sysrq-trigger", "t");
	put("/proc/sysrq-trigger", "l");
	put("/proc/sysrq-trigger", "w");

	long pause[2] = { 2, 0 };

	call(SLEEP, (long)pause, 0, 0, 0, 0);
	put("/proc/sysrq-trigger", "c");
	for (;;)
		;
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\tand $-16, %rsp\n\tcall run\n");
#elif defined(__i386__)
__asm__(".globl _start\n_start:\n\tand $-16, %esp\n\tcall run\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n\tbl run\n");
#elif defined(__arm__)
__asm__(".globl _start\n_start:\n\tbic sp, sp, #7\n\tbl run\n");
#elif defined(__powerpc__)
__asm__(".globl _start\n_start:\n\tbl run\n");
#elif defined(__s390x__)
__asm__(".globl _start\n_start:\n\taghi %r15, -160\n\tbrasl %r14, run\n");
#elif defined(__mips__)
__asm__(".globl __start\n.globl _start\n__start:\n_start:\n\taddiu $29, -32\n\tjal run\n\tnop\n");
#else
__asm__(".globl _start\n_start:\n\tcall run\n");
#endif
